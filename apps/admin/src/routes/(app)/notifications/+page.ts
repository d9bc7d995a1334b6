import { listNotifications } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  try {
    return { first: await listNotifications(fetch, { limit: 30 }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
