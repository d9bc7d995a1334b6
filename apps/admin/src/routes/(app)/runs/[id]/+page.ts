import { getRun } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    return { run: await getRun(fetch, params.id) };
  } catch (cause) {
    return throwForPage(cause, url, 'run');
  }
};
