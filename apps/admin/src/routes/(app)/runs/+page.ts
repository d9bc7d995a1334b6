import { listRules, listRuns } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import { runFilters } from '#lib/features/runs/list/filters.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const filters = runFilters(url.searchParams);
  try {
    const [runs, rules] = await Promise.all([
      listRuns(fetch, { ...filters, limit: 50 }),
      listRules(fetch, { limit: 200 }),
    ]);
    return { filters, runs, rules: rules.items.map(({ id, name }) => ({ id, name })) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
