import type { Component } from 'svelte';
import type { FieldSpec } from '#lib/format/json-schema.ts';
import BooleanInput from './BooleanInput.svelte';
import ChipsInput from './ChipsInput.svelte';
import ChoiceInput from './ChoiceInput.svelte';
import MapInput from './MapInput.svelte';
import NumberInput from './NumberInput.svelte';

/** What every kind of input takes; it gives `undefined` for what is left out. */
export interface InputProps {
  attributes: Record<string, unknown>;
  field: FieldSpec;
  value: unknown;
  disabled: boolean;
  stepKey: string;
  onChange: (value: unknown) => void;
}

/** How a value of a kind of schema is entered. Every other kind is text, in which an expression is at home. */
export const INPUTS: Partial<Record<FieldSpec['kind'], Component<InputProps>>> = {
  boolean: BooleanInput,
  choice: ChoiceInput,
  list: ChipsInput,
  map: MapInput,
  number: NumberInput,
};
