import type { Component, Snippet } from 'svelte';
import type { FieldSpec } from '#lib/format/json-schema.ts';
import BooleanInput from './BooleanInput.svelte';
import ChipsInput from './ChipsInput.svelte';
import ChoiceInput from './ChoiceInput.svelte';
import MapInput from './MapInput.svelte';
import NumberInput from './NumberInput.svelte';

/** A text that is typed as part of a field. */
export interface TextEntry {
  attributes: Record<string, unknown>;
  value: string;
  placeholder: string;
  onChange: (text: string) => void;
}

/** What every kind of input takes; it gives `undefined` for what is left out. */
export interface InputProps {
  attributes: {
    id: string;
    'aria-invalid': boolean | undefined;
    'aria-describedby': string | undefined;
    'aria-label'?: string;
  };
  field: FieldSpec;
  value: unknown;
  disabled?: boolean;
  /** Names of the entries that something is wrong with. */
  wrong?: readonly string[];
  /** Takes the text of an entry where expressions are at home; elsewhere it is a line of text. */
  entry?: Snippet<[TextEntry]>;
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
