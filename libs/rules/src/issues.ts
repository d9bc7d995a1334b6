import type { z } from 'zod';
import { ApprovalStep, ActionStep, BranchStep, ModelStep, StopStep, WaitStep } from './steps.js';
import { Definition } from './definition.js';
import { ManualTrigger, ScheduleTrigger, WebhookTrigger } from './trigger.js';
import { Retry } from './fields.js';
import { MAX_PROBLEMS, PROBLEM_CODES, firstFindings, formatPath, type Finding, type ProblemCode } from './problem.js';
import { suggest } from './suggest.js';

type Segments = (string | number)[];

const OBJECTS: Record<string, { shape: Record<string, unknown> }> = {
  action: ActionStep,
  model: ModelStep,
  branch: BranchStep,
  approval: ApprovalStep,
  wait: WaitStep,
  stop: StopStep,
  webhook: WebhookTrigger,
  schedule: ScheduleTrigger,
  manual: ManualTrigger,
};

/** What zod found, as problems people can act on. */
export function problemsOfIssues(issues: readonly z.core.$ZodIssue[], root: unknown): Finding[] {
  const problems: Finding[] = [];
  for (const issue of issues) {
    problems.push(...problemsOfIssue(issue, root));
    if (problems.length > MAX_PROBLEMS) break;
  }
  return firstFindings(problems);
}

function problemsOfIssue(issue: z.core.$ZodIssue, root: unknown): Finding[] {
  const segments = issue.path.filter((part) => typeof part !== 'symbol');
  const path = formatPath(segments);
  const at = path === '' ? 'The definition' : `\`${path}\``;

  if (issue.code === 'unrecognized_keys') {
    const place = valueAt(root, segments);
    const known = knownFields(place, segments);
    const where = describePlace(place, segments);
    return issue.keys.slice(0, MAX_PROBLEMS + 1).map((key) => ({
      path: formatPath([...segments, key]),
      code: 'unknown-field',
      message: `There is no field “${brief(key)}” ${where}.`,
      ...withHint(suggest(key, known)),
    }));
  }
  if (path === 'format') {
    return [
      {
        path,
        code: 'unsupported-format',
        message: 'The definition does not say `format: 1`.',
        hint: 'Write `format: 1` as its first line.',
      },
    ];
  }
  if (valueAt(root, segments) === undefined && issue.code !== 'custom') {
    const hint = issue.code === 'invalid_union' && 'options' in issue ? `One of: ${listOf(issue.options)}.` : undefined;
    return [{ path, code: 'missing-field', message: `${at} is missing.`, ...withHint(hint ?? 'Add it.') }];
  }
  switch (issue.code) {
    case 'invalid_union': {
      const given = valueAt(root, segments);
      if (segments.at(-1) === 'kind' && 'options' in issue) {
        const what = segments[0] === 'trigger' ? 'trigger' : 'step';
        return [
          {
            path,
            code: 'unknown-kind',
            message: `There is no ${what} of kind “${brief(given)}”.`,
            ...withHint(suggest(brief(given), stringsOf(issue.options))),
          },
        ];
      }
      const wanted = [...new Set(issue.errors.flatMap(([first]) => (first ? typesOf(first) : [])))].join(' or ');
      return [
        {
          path,
          code: 'wrong-type',
          message: wanted
            ? `${at} must be ${wanted}, but is ${typeName(given)}.`
            : `${at} cannot be ${typeName(given)}.`,
          hint: wanted ? `Write ${wanted} there.` : 'Change the value.',
        },
      ];
    }
    case 'invalid_type': {
      const given = valueAt(root, segments);
      return [
        {
          path,
          code: 'wrong-type',
          message: `${at} must be ${article(issue.expected)}, but is ${typeName(given)}.`,
          hint: `Write ${article(issue.expected)} there.`,
        },
      ];
    }
    case 'invalid_value': {
      const given = brief(valueAt(root, segments));
      return [
        {
          path,
          code: 'invalid-value',
          message: `${at} cannot be “${given}”.`,
          ...withHint(suggest(given, stringsOf(issue.values))),
        },
      ];
    }
    case 'too_small':
    case 'too_big': {
      if (valueAt(root, segments) === '') {
        return [
          {
            path,
            code: 'missing-field',
            message: `${at} is empty.`,
            hint: 'Fill it in, or remove it where it is optional.',
          },
        ];
      }
      const list = issue.origin === 'array';
      const code = list && issue.code === 'too_small' ? 'empty-steps' : 'invalid-value';
      const [bound, limit] = issue.code === 'too_small' ? ['at least', issue.minimum] : ['at most', issue.maximum];
      const unit = issue.origin === 'string' ? ' characters' : list ? ' entries' : '';
      return [
        {
          path,
          code,
          message: `${at} must ${unit ? 'have' : 'be'} ${bound} ${String(limit)}${unit}.`,
          hint: 'Change it to fit.',
        },
      ];
    }
    case 'invalid_key':
    case 'invalid_element': {
      const [inner] = issue.issues;
      return [
        {
          path,
          code: 'invalid-value',
          message: `${at}: ${inner?.message ?? 'It cannot be used here.'}`,
          hint: 'Change it.',
        },
      ];
    }
    case 'custom':
    case 'invalid_format':
    case 'not_multiple_of': {
      const params = issue.code === 'custom' ? issue.params : undefined;
      const hint = typeof params?.['hint'] === 'string' ? params['hint'] : 'Change the value.';
      return [{ path, code: codeOf(params?.['code']), message: `${at}: ${issue.message}`, hint }];
    }
  }
}

function codeOf(value: unknown): ProblemCode {
  return typeof value === 'string' && isProblemCode(value) ? value : 'invalid-value';
}

function isProblemCode(value: string): value is ProblemCode {
  return Object.hasOwn(PROBLEM_CODES, value);
}

/** The value at a path, or undefined. */
function valueAt(root: unknown, segments: readonly (string | number)[]): unknown {
  let value = root;
  for (const segment of segments) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Reflect.get(value, segment);
  }
  return value;
}

function knownFields(value: unknown, segments: Segments): string[] {
  if (segments.length === 0) return Object.keys(Definition.shape);
  if (segments.at(-1) === 'retry') return Object.keys(Retry.shape);
  if (segments.at(-2) === 'cases') return ['if', 'steps'];
  const kind = valueAt(value, ['kind']);
  return typeof kind === 'string' ? Object.keys(OBJECTS[kind]?.shape ?? {}) : [];
}

function describePlace(value: unknown, segments: Segments): string {
  if (segments.length === 0) return 'in a definition';
  if (segments.at(-1) === 'retry') return 'in `retry`';
  if (segments.at(-2) === 'cases') return 'in a case of a branch';
  const kind = brief(valueAt(value, ['kind']));
  return segments[0] === 'trigger' ? `in a ${kind} trigger` : `in a step of kind ${kind}`;
}

const ARTICLES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of names and values',
  null: 'empty',
};

/** The types that one way of writing a value allows. */
function typesOf(issue: z.core.$ZodIssue): string[] {
  return issue.code === 'invalid_type' ? [article(issue.expected)] : [];
}

function article(type: string): string {
  return ARTICLES[type] ?? type;
}

function typeName(value: unknown): string {
  if (value === null) return 'empty';
  if (value === undefined) return 'missing';
  if (typeof value === 'boolean') return String(value);
  return article(Array.isArray(value) ? 'array' : typeof value === 'bigint' ? 'number' : typeof value);
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function stringsOf(values: readonly unknown[] | undefined): string[] {
  return (values ?? []).map(String);
}

function listOf(values: readonly unknown[] | undefined): string {
  return stringsOf(values).join(', ');
}

function withHint(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
