import type { ErrorDetail } from './api-error.js';

interface Issue {
  readonly message: string;
  readonly code?: string | undefined;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Most problems listed in one answer: beyond these nobody reads, and a hostile body could ask for millions. */
const MOST = 50;

/**
 * Schema issues as details of an error, with paths such as `steps[2].with.text`. Their words say what the value has to
 * be, so there is nothing more to advise.
 */
export function toDetails(issues: readonly Issue[], root = ''): ErrorDetail[] {
  return issues.slice(0, MOST).map((issue) => {
    const code = (issue.code ?? 'invalid').replaceAll('_', '-');
    return { path: pathOf(issue.path ?? [], root), code, message: issue.message };
  });
}

function pathOf(path: NonNullable<Issue['path']>, root: string): string {
  return path.reduce<string>((text, part) => {
    const key = typeof part === 'object' ? part.key : part;
    if (typeof key === 'number') return `${text}[${key.toString()}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, root);
}
