import { getRule } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, url, params, untrack }) => {
  try {
    return { rule: await getRule(fetch, params.id) };
  } catch (cause) {
    return throwForPage(
      cause,
      untrack(() => url),
      'rule',
    );
  }
};
