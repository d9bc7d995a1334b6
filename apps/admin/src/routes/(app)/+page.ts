import { dashboard } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

const WINDOWS = [24, 72, 168] as const;

export const load: PageLoad = async ({ fetch, url }) => {
  const hours = WINDOWS.find((one) => String(one) === url.searchParams.get('hours')) ?? 24;
  try {
    return { hours, dashboard: await dashboard(fetch, { hours }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
