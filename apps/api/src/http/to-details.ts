import { formatPath, pathOfIssue } from '@jarvis/issues';
import type { ErrorDetail } from './api-error.js';

interface Issue {
  readonly message: string;
  readonly code?: string | undefined;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Most problems listed in one answer: beyond these nobody reads, and a hostile body could ask for millions. */
const MOST = 50;

/**
 * Schema issues as details of an error, with paths such as `steps[2].with.text`, below `root` if there is one. Their
 * words say what the value has to be, so there is nothing more to advise.
 */
export function toDetails(issues: readonly Issue[], root?: string): ErrorDetail[] {
  return issues.slice(0, MOST).map((issue) => {
    // What a schema checks with code of its own has no name for what is wrong.
    const code = (issue.code === 'custom' ? undefined : issue.code)?.replaceAll('_', '-') ?? 'invalid';
    const path = formatPath([...(root === undefined ? [] : [root]), ...pathOfIssue(issue)]);
    return { path, code, message: issue.message };
  });
}
