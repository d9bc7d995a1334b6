import { parseJson, readNumber } from '@jarvis/json/text';
import type { FormField } from '@jarvis/steps/form';
import { isRecord } from '../../../format/json-schema.js';
import type { StepView } from '../../../components/flow/steps.js';

/** What the language says about a field. */
export interface FieldFacts {
  required: boolean;
  /** Those of JSON Schema. */
  types: readonly string[];
  /** Of a choice. */
  values: readonly string[];
  /** Of a line: what is offered beside whatever else may be written there. */
  offers: readonly string[];
  description?: string;
  /** What leaving it out means. */
  standard?: string;
}

/** By the kind of a step or trigger, and by the path of a field with dots. */
export type Language = Readonly<Record<string, Readonly<Record<string, FieldFacts>>>>;

const UNKNOWN: FieldFacts = { required: false, types: [], values: [], offers: [] };

export const factsOf = (language: Language, kind: string, { path }: Pick<FormField, 'path'>): FieldFacts =>
  language[kind]?.[path.join('.')] ?? UNKNOWN;

/** What the language says, for people: code reads as a quotation. */
export const hintOf = ({ description }: FieldFacts): string | undefined =>
  description?.replaceAll(/`([^`]+)`/g, (_, code: string) => `“${code}”`);

/** The choices of a field, in the order of the language. */
export function optionsOf(
  { options = {} }: FormField,
  { values, types }: FieldFacts,
): { value: string; label: string }[] {
  const all = types.includes('boolean') ? ['true', 'false'] : values;
  return all.map((value) => ({ value, label: options[value] ?? value }));
}

/** What was typed or chosen, as the language writes it; what is no number or no JSON yet stays as it was typed. */
export function parseAs({ types }: FieldFacts): (text: string) => unknown {
  if (types.includes('boolean')) return (text) => text === 'true';
  if (types.includes('object')) return jsonOrText;
  const isNumber = types.includes('number') || types.includes('integer');
  return (text) => (isNumber ? (readNumber(text) ?? text) : text);
}

/** What is no JSON yet stays as it was typed. */
export function jsonOrText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** What a field holds now; a schema is shown as JSON. */
export function valueOf(step: StepView, { path }: FormField): unknown {
  const value = path.reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), step.raw);
  return isRecord(value) ? JSON.stringify(value, null, 2) : value;
}
