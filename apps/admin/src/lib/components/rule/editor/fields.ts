import type { Path } from '@jarvis/issues/path';
import { STOP_OUTCOMES } from '@jarvis/vocabulary';
import { parseJson, readNumber } from '@jarvis/json/text';
import { isRecord } from '../../../format/json-schema.js';
import type { StepView } from '../../flow/steps.js';

/** A field of a step's form. */
export interface StepField {
  label: string;
  /** Where it is written, from the step. */
  path: Path;
  mode?: 'plain' | 'text' | 'condition' | 'choice' | 'answer';
  /** Two of them share a line. */
  half?: boolean;
  rows?: number;
  optional?: boolean;
  placeholder?: string;
  hint?: string;
  parse?: (text: string) => unknown;
  /** Of a choice; `gateable` are the actions after the step. */
  options?: readonly { value: string; label: string }[] | 'gateable';
  /** What leaving a choice out means. */
  unset?: string;
}

const numberOrText = (text: string) => readNumber(text) ?? text;
/** What is no JSON yet stays as it was typed. */
export function jsonOrText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

const BY_KIND: Record<string, readonly StepField[]> = {
  model: [
    {
      label: 'Instructions',
      path: ['system'],
      mode: 'text',
      rows: 2,
      optional: true,
      hint: 'Standing instructions for the model.',
    },
    { label: 'Prompt', path: ['prompt'], mode: 'text', rows: 5 },
    {
      label: 'Answer',
      path: ['output'],
      mode: 'answer',
      hint: 'JSON Schema of the answer, which later steps read as its output.',
    },
    { label: 'Model', path: ['model'], half: true, optional: true, placeholder: 'The installation’s' },
    {
      label: 'Longest answer',
      path: ['maxTokens'],
      half: true,
      optional: true,
      placeholder: '1024 tokens',
      parse: numberOrText,
    },
  ],
  approval: [
    {
      label: 'Ask before',
      path: ['for'],
      mode: 'choice',
      half: true,
      options: 'gateable',
      hint: 'This action runs with exactly what was approved.',
    },
    {
      label: 'Time to answer',
      path: ['expiresAfter'],
      half: true,
      optional: true,
      placeholder: '24h',
      hint: 'No answer means no action.',
    },
    {
      label: 'Who may approve',
      path: ['selfApproval'],
      mode: 'choice',
      unset: 'Everybody who reviews',
      options: [{ value: 'false', label: 'Not whoever started the run or published the rule' }],
      parse: (text) => text === 'true',
    },
    { label: 'Title', path: ['title'], mode: 'text', optional: true, hint: 'What the reviewer reads first.' },
    { label: 'Message', path: ['message'], mode: 'text', optional: true, rows: 2 },
    { label: 'Reasoning', path: ['reasoning'], mode: 'text', optional: true, hint: 'Why the action is proposed.' },
    {
      label: 'Confidence',
      path: ['confidence'],
      mode: 'text',
      optional: true,
      placeholder: '0 to 1, or an expression',
      parse: numberOrText,
    },
  ],
  wait: [
    { label: 'For', path: ['for'], half: true, optional: true, placeholder: '10m, 2h, 1d' },
    {
      label: 'Until',
      path: ['until'],
      mode: 'condition',
      half: true,
      optional: true,
      hint: 'Instead of “for”: an expression that gives a time.',
    },
  ],
  stop: [
    {
      label: 'The run ends as',
      path: ['outcome'],
      mode: 'choice',
      options: STOP_OUTCOMES.map((value) => ({ value, label: value })),
    },
    { label: 'Message', path: ['message'], mode: 'text', optional: true },
  ],
};

const SETTINGS: readonly StepField[] = [
  {
    label: 'Only if',
    path: ['if'],
    mode: 'condition',
    half: true,
    optional: true,
    hint: 'Skipped when this is false.',
  },
  {
    label: 'If it fails',
    path: ['onError'],
    mode: 'choice',
    half: true,
    unset: 'The run fails',
    options: [{ value: 'continue', label: 'Go on; later steps can look at the error' }],
  },
];
const ATTEMPTS: readonly StepField[] = [
  {
    label: 'Time for one attempt',
    path: ['timeout'],
    half: true,
    optional: true,
    placeholder: 'What the action needs',
  },
  {
    label: 'Attempts',
    path: ['retry', 'attempts'],
    half: true,
    optional: true,
    placeholder: 'The default',
    parse: numberOrText,
  },
];

/** The fields of a kind of step; an action's come from its schema instead. */
export const fieldsOf = (kind: string): readonly StepField[] => BY_KIND[kind] ?? [];

/** When a step runs, and what happens when it fails. */
export const settingsOf = (kind: string): readonly StepField[] =>
  kind === 'action' || kind === 'model' ? [...SETTINGS, ...ATTEMPTS] : SETTINGS;

/** What a field holds now; a schema is shown as JSON. */
export function valueOf(step: StepView, { path }: StepField): unknown {
  const value = path.reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), step.raw);
  return isRecord(value) ? JSON.stringify(value, null, 2) : value;
}
