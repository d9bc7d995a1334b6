import { isRecord } from '../../../format/json-schema.js';

export interface FileProblem {
  path?: string;
  message: string;
  severity?: 'error' | 'warning';
  hint?: string;
  line?: number;
}

/** Characters of a file that the API takes. */
export const MAX_TEXT = 524_288;

/** Each place that the API refused in a file; none where it refused something else. */
export function problemsOfRefusal({ details }: { details: unknown }): FileProblem[] {
  if (!Array.isArray(details)) return [];
  return details.flatMap((detail: unknown) => {
    if (!isRecord(detail) || typeof detail['message'] !== 'string') return [];
    const { message, hint, line, path } = detail;
    return [
      {
        message,
        ...(typeof path === 'string' ? { path } : {}),
        ...(typeof hint === 'string' ? { hint } : {}),
        ...(typeof line === 'number' ? { line } : {}),
      },
    ];
  });
}
