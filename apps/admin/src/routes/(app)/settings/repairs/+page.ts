import { listDrift } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  try {
    return { report: await listDrift(fetch) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
