import { listActivity } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import { activityFilters, toQuery } from '#lib/features/activity/filters.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const filters = activityFilters(url.searchParams);
  try {
    return { filters, first: await listActivity(fetch, { ...toQuery(filters, Date.now()), limit: 50 }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
