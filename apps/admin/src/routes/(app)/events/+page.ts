import { eventNames, listEvents } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import { eventFilters } from '#lib/features/events/filters.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const filters = eventFilters(url.searchParams);
  try {
    const [first, { names }] = await Promise.all([listEvents(fetch, { ...filters, limit: 50 }), eventNames(fetch)]);
    return { filters, first, names };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
