import { getApproval, getRun, listApprovals } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    const [approval, queue] = await Promise.all([
      getApproval(fetch, params.id),
      listApprovals(fetch, { status: 'pending', limit: 2 }),
    ]);
    // The run tells what came of it; before an answer there is nothing to tell.
    const run = approval.status === 'pending' ? null : await getRun(fetch, approval.runId);
    return { approval, run, next: queue.items.find(({ id }) => id !== approval.id) ?? null };
  } catch (cause) {
    return throwForPage(cause, url, 'approval');
  }
};
