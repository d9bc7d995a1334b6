import { listRuns } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    return { runs: await listRuns(fetch, { ruleId: params.id, limit: 50 }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
