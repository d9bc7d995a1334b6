/** Every code a problem of a definition can have, with what it means. The docs are generated from this table. */
export const PROBLEM_CODES = {
  'invalid-yaml': 'The text is neither YAML nor JSON.',
  'too-large': 'The definition, or a part of it, is larger or deeper than allowed.',
  'forbidden-key': 'A key named `__proto__`, `constructor` or `prototype`.',
  'unstorable-text': 'A text with the character U+0000 or with half of a character, which cannot be stored.',
  'unsupported-format': '`format` is missing or not 1.',
  'unknown-field': 'A field the language does not have at this place.',
  'missing-field': 'A field that must be there is not.',
  'wrong-type': 'A value of another type than the field takes.',
  'invalid-value': 'A value the field does not take.',
  'unknown-kind': 'A step or trigger of a kind that does not exist.',
  'duplicate-id': 'Two steps with the same id.',
  'empty-steps': 'A list of steps with nothing in it.',
  'invalid-cron': 'A cron expression that cannot be read or never comes true.',
  'invalid-timezone': 'A time zone that does not exist.',
  'invalid-expression': 'An expression that cannot be parsed, or is larger than allowed.',
  'braces-in-text':
    'Text that reads like an expression of another tool, such as `{{ … }}` or `{event.title}` (warning).',
  'expression-type': 'An expression that gives, or works on, the wrong type.',
  'unknown-name': 'A name that is not in scope.',
  'unknown-function': 'A function that does not exist.',
  'unknown-step': 'A reference to a step that does not exist.',
  'step-not-run-yet': 'A reference to a step that has not run when the expression is evaluated.',
  'step-may-not-run': 'A reference to a step that may have been skipped (warning).',
  'unknown-output-field': 'A field that the output of the step does not have.',
  'not-in-sample': 'A field that the sample event does not have (warning).',
  'unknown-action': 'An action that does not exist.',
  'invalid-input': 'An input that the action does not take.',
  'missing-connection': 'The action needs a connection and there is none for its platform.',
  'unknown-connection': 'A connection that does not exist here.',
  'ambiguous-connection': 'Several connections fit and the step names none.',
  'approval-target-missing': '`for` names no step.',
  'approval-target-not-action': '`for` names a step that is no action.',
  'approval-target-earlier': '`for` names an action that does not run after the approval.',
  'approval-target-taken': 'Two approvals for the same action.',
  'approval-conditional': 'An approval with another condition than its action.',
  'invalid-output-schema': '`output` of a model step is not a JSON Schema we support.',
  'unreachable-step': 'A step that can never run (warning).',
  'more-problems': 'There are more problems than the answer lists.',
  'approval-inserted': 'Policy put an approval before a risky action (warning).',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Something wrong with a definition: where, what, and what to do. */
export interface Problem {
  /** JSON path from the definition's root, such as `steps[1].with.text`; empty for the whole. */
  path: string;
  code: ProblemCode;
  message: string;
  hint?: string;
}

/** Most problems listed at once: nobody reads more, and a hostile text could make millions. */
export const MAX_PROBLEMS = 100;

/** The first {@link MAX_PROBLEMS}; a last line says that there are more. */
export function firstProblems(problems: readonly Problem[]): Problem[] {
  if (problems.length <= MAX_PROBLEMS) return [...problems];
  const more: Problem = {
    path: '',
    code: 'more-problems',
    message: `There are more problems than the ${MAX_PROBLEMS} listed.`,
    hint: 'Correct these first.',
  };
  return [...problems.slice(0, MAX_PROBLEMS), more];
}

/** Keys and indexes from the root. */
export type PathSegments = readonly (string | number)[];

/** Writes segments as a JSON path: `['steps', 1, 'with', 'text']` → `steps[1].with.text`. */
export function formatPath(segments: PathSegments): string {
  let path = '';
  for (const segment of segments) {
    if (typeof segment === 'number') path += `[${String(segment)}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(segment)) path += path === '' ? segment : `.${segment}`;
    else path += `[${JSON.stringify(segment)}]`;
  }
  return path;
}

/** Reads a path written by {@link formatPath}; undefined when it is none. */
export function parsePath(path: string): (string | number)[] | undefined {
  const segments: (string | number)[] = [];
  const token = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (token.lastIndex < path.length) {
    const match = token.exec(path);
    if (!match) return undefined;
    if (match[1] !== undefined) segments.push(match[1]);
    else if (match[2] !== undefined) segments.push(Number(match[2]));
    else segments.push(String(JSON.parse(match[3] ?? '""')));
  }
  return segments;
}
