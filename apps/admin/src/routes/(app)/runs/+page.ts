import { connected, listRules, listRuns, readHistogram } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import { tagsOf } from '#lib/features/rules/tags.ts';
import { filterText, runFilters, toHistogramQuery, toListQuery } from '#lib/features/runs/list/filters.ts';
import { listSavedViews } from '#lib/features/saved-views/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const filters = runFilters(url.searchParams);
  const now = Date.now();
  try {
    const [runs, histogram, rules, connections, views] = await Promise.all([
      listRuns(fetch, { ...toListQuery(filters, now), limit: 50 }),
      readHistogram(fetch, toHistogramQuery(filters, now)),
      listRules(fetch, { limit: 200 }),
      connected(fetch),
      listSavedViews(fetch, { limit: 200 }),
    ]);
    return {
      filters,
      runs,
      histogram,
      rules: rules.items.map(({ id, name }) => ({ id, name })),
      views: views.items,
      query: filterText(url.searchParams),
      tags: tagsOf(rules.items),
      connections: connections.items.map(({ id, platform, accountName }) => ({ id, platform, accountName })),
    };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
