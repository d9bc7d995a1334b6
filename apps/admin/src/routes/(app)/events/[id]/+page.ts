import { getEvent } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    return { event: await getEvent(fetch, params.id) };
  } catch (cause) {
    return throwForPage(cause, url, 'event');
  }
};
