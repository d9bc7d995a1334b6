import type { ErrorDetail } from './api-error.js';

interface Issue {
  readonly message: string;
  readonly code?: string | undefined;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Most problems listed in one answer: beyond these nobody reads, and a hostile body could ask for millions. */
const MOST = 50;

/** What to do about an issue, by its kind. */
const HINTS: Readonly<Record<string, string>> = {
  'invalid-type': 'Give a value of the type that the message names; if the field is missing, add it.',
  'unrecognized-keys': 'Remove or rename what the schema does not have; GET /api/openapi.json lists the fields.',
  'invalid-format': 'Write the value in the form that the message names.',
  'invalid-value': 'Use one of the values that the message names.',
  'too-small': 'Stay within the limit that the message names.',
  'too-big': 'Stay within the limit that the message names.',
};
const OTHER_HINT = 'Change the value as the message says; GET /api/openapi.json has the schema.';

/** Schema issues as details of an error, with paths such as `steps[2].with.text`. */
export function toDetails(issues: readonly Issue[], root = ''): ErrorDetail[] {
  return issues.slice(0, MOST).map((issue) => {
    const code = (issue.code ?? 'invalid').replaceAll('_', '-');
    return { path: pathOf(issue.path ?? [], root), code, message: issue.message, hint: HINTS[code] ?? OTHER_HINT };
  });
}

function pathOf(path: NonNullable<Issue['path']>, root: string): string {
  return path.reduce<string>((text, part) => {
    const key = typeof part === 'object' ? part.key : part;
    if (typeof key === 'number') return `${text}[${key.toString()}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, root);
}
