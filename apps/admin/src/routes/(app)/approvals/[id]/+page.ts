import { getApproval, getRun } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    const approval = await getApproval(fetch, params.id);
    // The run tells what came of it; before an answer there is nothing to tell.
    const run = approval.status === 'pending' ? null : await getRun(fetch, approval.runId);
    return { approval, run };
  } catch (cause) {
    return throwForPage(cause, url, 'approval');
  }
};
