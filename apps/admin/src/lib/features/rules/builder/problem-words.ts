import { isWithin } from '@jarvis/issues/path';
import { ASIDES, displayOf, STEP_DISPLAYS } from '@jarvis/steps/display';
import { formOf } from '@jarvis/steps/form';
import { labelOf, readFields } from '../../../format/json-schema.js';
import type { Problem } from '../../../api/types.js';
import { ownerOf } from '../../../components/flow/paths.js';
import type { StepView } from '../../../components/flow/steps.js';
import { LIMIT_LABELS } from './limit-words.js';

/** The words are the same for an error and a warning. */
export type Finding = Omit<Problem, 'severity'>;

/** What the words of a problem are looked up in. */
export interface Named {
  steps: readonly StepView[];
  /** Of an action, by its id. */
  inputSchemaOf: (id: string) => unknown;
}

/** “Decide › Condition”; empty for the rule as a whole. */
export function placeOf(path: string, { steps, inputSchemaOf }: Named): string {
  const step = ownerOf(path, steps);
  const inner = step ? path.slice(step.key.length) : path;
  const parts = inner.split(/[.[\]"]+/).filter(Boolean);
  if (step) return [step.title, labelIn(step, parts, inputSchemaOf)].filter(Boolean).join(' › ');
  const [first, ...rest] = parts;
  // The list of steps is the rule as a whole.
  if (first === undefined || first === 'steps') return '';
  const [name = '', input] = rest;
  const label = name === 'with' && input !== undefined ? labelOf(input) : (LABELS[first]?.[name] ?? name);
  return [labelOf(first === 'vars' ? 'variables' : first), label].filter(Boolean).join(' › ');
}

const TRIGGER_LABELS: Record<string, string> = {
  kind: 'Starts when',
  signature: 'Signed by',
  overlap: 'If the last run is still going',
  cron: 'Cron',
  at: 'At',
  on: 'On',
  in: 'In the months',
  timezone: 'Time zone',
  every: 'Every',
  except: 'Except on',
  missed: 'Times missed in an outage',
  jitter: 'Up to so much later',
  catchup: 'Make up as far back as',
};
const STEP_LABELS: Record<string, string> = {
  uses: 'Action',
  connection: 'Account',
  ...Object.fromEntries(
    [...Object.values(STEP_DISPLAYS).flatMap(({ lists }) => lists), ...ASIDES].map(({ field, label }) => [
      field,
      label,
    ]),
  ),
};

function labelIn(step: StepView, parts: readonly string[], inputSchemaOf: Named['inputSchemaOf']): string {
  const [first, second] = parts;
  if (first === undefined) return '';
  const list = displayOf(step.kind)?.lists.find(({ field }) => field === first);
  if (list?.part && second !== undefined) {
    const all = step.raw[first];
    const number = Array.isArray(all) && all.length > 1 ? ` ${Number(second) + 1}` : '';
    const what =
      parts[2] === list.condition ? 'Condition' : parts[2] === list.values?.field ? 'Values' : list.part.label;
    return `${what}${number}`;
  }
  if (first === 'with' && second !== undefined) {
    const uses = step.raw['uses'];
    const fields = typeof uses === 'string' ? readFields(inputSchemaOf(uses)) : [];
    return fields.find((field) => field.name === second)?.label ?? labelOf(second);
  }
  const { fields, settings } = formOf(step.kind);
  const field = [...fields, ...settings].find(({ path }) => path.every((part, index) => part === parts[index]));
  return field?.label ?? STEP_LABELS[first] ?? labelOf(first);
}

/** What is wrong, read at its place. */
export function wordsAt({ code, message, hint }: Omit<Finding, 'path'>, { steps }: Pick<Named, 'steps'>): string {
  const words = named(message, steps);
  // To fill in what is missing goes without saying at the field.
  return hint === undefined || code === 'missing-field' ? words : `${words} ${named(hint, steps)}`;
}

/** What is wrong, and first where: “Decide › Condition: it must not be empty.” */
export function wordsWithPlace(problem: Finding, names: Named): string {
  const place = placeOf(problem.path, names);
  const words = wordsAt(problem, names);
  return place === '' ? words : `${place}: ${words.replace(/^It /, 'it ')}`;
}

/** Code reads as a quotation, and the path of a step as its name. */
function named(text: string, steps: readonly StepView[]): string {
  return text.replaceAll(/`([^`]+)`/g, (_, code: string) => `“${titleAt(code, steps)}”`);
}

const titleAt = (path: string, steps: readonly StepView[]): string =>
  (isWithin(path, 'steps') && steps.find((step) => step.key === path)?.title) || path;

const LABELS: Record<string, Record<string, string>> = { trigger: TRIGGER_LABELS, limits: LIMIT_LABELS };
