import type { z } from 'zod';

/**
 * Of a field that may have several forms (`onError`: a word, or a group with steps): what is wrong with the form that it
 * nearly has, each at its own place. Any other issue as it is.
 */
export function inNearestForm(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const near = issue.errors.find(([first]) => first && (first.path.length > 0 || first.code === 'unrecognized_keys'));
  const found =
    near ?? issue.errors.find(([first, ...others]) => first?.code === 'invalid_value' && others.length === 0);
  return found?.flatMap((inner) => inNearestForm({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}
