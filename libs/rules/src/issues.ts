import { formatPath, pathOfIssue, valueAt, type Path } from '@jarvis/issues';
import { suggest } from '@jarvis/issues/suggest';
import { HANDLING_FIELDS, Retry, STEP_SCHEMAS } from '@jarvis/steps/language';
import { TRIGGER_SCHEMAS } from '@jarvis/triggers';
import { WEBHOOK_SCHEMES } from '@jarvis/webhook-schemes/display';
import { settingsOf } from '@jarvis/webhook-schemes/settings';
import { z } from 'zod';
import { Definition } from './definition.js';
import { inNearestForm } from './nearest-form.js';
import { MAX_PROBLEMS, PROBLEM_CODES, firstFindings, type Finding, type ProblemCode } from './problem.js';

const OBJECTS: Record<string, { shape: Record<string, z.core.$ZodType> }> = {
  ...STEP_SCHEMAS,
  ...TRIGGER_SCHEMAS,
};

/** What stands in a list of a step and is no step. */
const PARTS: Record<string, { shape: Record<string, z.core.$ZodType>; words: string }> = {
  cases: { shape: STEP_SCHEMAS.branch.shape.cases.element.shape, words: 'in a case of a branch' },
  branches: { shape: STEP_SCHEMAS.parallel.shape.branches.element.shape, words: 'in a branch of a parallel step' },
};

/** What zod found, as problems people can act on. The words are those of every form and body; the code is ours. */
export function problemsOfIssues(issues: readonly z.core.$ZodIssue[], root: unknown): Finding[] {
  const problems: Finding[] = [];
  for (const issue of issues.flatMap(inNearestForm)) {
    problems.push(...problemsOfIssue(issue, root));
    if (problems.length > MAX_PROBLEMS) break;
  }
  return firstFindings(problems);
}

function problemsOfIssue(issue: z.core.$ZodIssue, root: unknown): Finding[] {
  const at = pathOfIssue(issue);
  const path = formatPath(at);
  const given = valueAt(root, at);
  if (issue.code === 'unrecognized_keys') return unknownFields(issue.keys, { at, place: given, root });
  if (path === '' && issue.code !== 'custom') return [NO_DEFINITION];
  if (path === 'format') return [NO_FORMAT];
  // A field with nothing behind its colon is null in YAML.
  if (given === null && issue.code !== 'custom') {
    const hint = typeof at.at(-1) === 'number' ? 'Fill it in, or remove it from the list.' : FILL_IN;
    return [{ path, code: 'missing-field', message: 'Nothing is written here.', hint }];
  }
  if (given === undefined && issue.code !== 'custom') {
    const kinds = issue.code === 'invalid_union' && 'options' in issue ? issue.options : undefined;
    const hint = kinds === undefined ? 'Add it.' : `One of: ${stringsOf(kinds).join(', ')}.`;
    return [{ path, code: 'missing-field', message: 'It is missing.', hint }];
  }
  if (given === '' && issue.code === 'too_small') {
    return [{ path, code: 'missing-field', message: issue.message, hint: FILL_IN }];
  }
  if (issue.code === 'invalid_union' && at.at(-1) === 'kind' && 'options' in issue) {
    const what = at[0] === 'trigger' ? 'trigger' : 'step';
    const hint = suggest(brief(given), stringsOf(issue.options));
    return [
      { path, code: 'unknown-kind', message: `There is no ${what} of kind “${brief(given)}”.`, ...withHint(hint) },
    ];
  }
  return [
    { path, code: codeOf(issue), message: issue.message, ...withHint(hintOf(issue, given) ?? meaningOf(at, root)) },
  ];
}

const FILL_IN = 'Fill it in, or remove it where it is optional.';

const NO_DEFINITION: Finding = {
  path: '',
  code: 'wrong-type',
  message: 'The definition has to be a group of fields.',
  hint: 'It begins with `format: 1` and has a name, a trigger and steps.',
};

const NO_FORMAT: Finding = {
  path: 'format',
  code: 'unsupported-format',
  message: 'The definition does not say `format: 1`.',
  hint: 'Write `format: 1` as its first line.',
};

function unknownFields(
  keys: readonly string[],
  { at, place, root }: { at: Path; place: unknown; root: unknown },
): Finding[] {
  const known = Object.keys(fieldsAt(at, root));
  const where = describePlace(place, at);
  return keys.slice(0, MAX_PROBLEMS + 1).map((key) => ({
    path: formatPath([...at, key]),
    code: 'unknown-field',
    message: `There is no field “${brief(key)}” ${where}.`,
    ...withHint(suggest(key, known)),
  }));
}

function codeOf(issue: z.core.$ZodIssue): ProblemCode {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      return 'wrong-type';
    case 'too_small':
      return issue.origin === 'array' ? 'empty-steps' : 'invalid-value';
    case 'custom': {
      const code: unknown = issue.params?.['code'];
      return typeof code === 'string' && isProblemCode(code) ? code : 'invalid-value';
    }
    default:
      return 'invalid-value';
  }
}

function hintOf(issue: z.core.$ZodIssue, given: unknown): string | undefined {
  if (issue.code === 'invalid_value') return suggest(brief(given), stringsOf(issue.values));
  const hint: unknown = issue.code === 'custom' ? issue.params?.['hint'] : undefined;
  return typeof hint === 'string' ? hint : undefined;
}

function isProblemCode(value: string): value is ProblemCode {
  return Object.hasOwn(PROBLEM_CODES, value);
}

/** What a field is for, with an example where the language has one. */
function meaningOf(at: Path, root: unknown): string | undefined {
  const field = fieldsAt(at.slice(0, -1), root)[String(at.at(-1))];
  const { description, examples } = (field && z.globalRegistry.get(field)) ?? {};
  const example = valueAt(examples, [0]);
  const words = [description, typeof example === 'string' ? `For example \`${example}\`.` : undefined];
  return words.filter((word) => word !== undefined).join(' ') || undefined;
}

/** The fields of the groups that a step can have. */
const GROUPS: Record<string, Readonly<Record<string, z.core.$ZodType>>> = { retry: Retry.shape, ...HANDLING_FIELDS };

/** The fields that there can be at a place. */
function fieldsAt(at: Path, root: unknown): Readonly<Record<string, z.core.$ZodType>> {
  if (at.length === 0) return Definition.shape;
  const group = groupAt(at);
  if (group) return group.shape;
  if (isSettings(at)) return settingsAt(valueAt(root, ['trigger', 'signature']));
  const part = PARTS[String(at.at(-2))];
  if (part) return part.shape;
  const kind = valueAt(root, [...at, 'kind']);
  return (typeof kind === 'string' && Object.hasOwn(OBJECTS, kind) && OBJECTS[kind]?.shape) || {};
}

function groupAt(at: Path): { name: string; shape: Readonly<Record<string, z.core.$ZodType>> } | undefined {
  const name = String(at.at(-1));
  const shape = typeof at.at(-2) === 'number' && Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined;
  return shape && { name, shape };
}

function isSettings(at: Path): boolean {
  return at.length === 2 && at[0] === 'trigger' && at[1] === 'with';
}

function settingsAt(signature: unknown): Readonly<Record<string, z.core.$ZodType>> {
  const scheme = WEBHOOK_SCHEMES.find((name) => name === signature);
  return (scheme && settingsOf(scheme)?.shape) ?? {};
}

function describePlace(value: unknown, at: Path): string {
  if (at.length === 0) return 'in a definition';
  const group = groupAt(at);
  if (group) return `in \`${group.name}\``;
  const part = PARTS[String(at.at(-2))];
  if (part) return part.words;
  if (isSettings(at)) return 'in the settings of the signature';
  const kind = brief(valueAt(value, ['kind']));
  return at[0] === 'trigger' ? `in a ${kind} trigger` : `in a step of kind ${kind}`;
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function stringsOf(values: readonly unknown[] | undefined): string[] {
  return (values ?? []).map(String);
}

function withHint(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
