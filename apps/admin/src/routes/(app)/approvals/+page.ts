import { APPROVAL_STATUSES } from '@jarvis/vocabulary';
import { listApprovals } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

/** What waits by default, the most urgent first; else those answered in one way, newest first. */
export const load: PageLoad = async ({ fetch, url }) => {
  const status = APPROVAL_STATUSES.find((one) => one === url.searchParams.get('status')) ?? 'pending';
  try {
    return { status, approvals: await listApprovals(fetch, { status, limit: 50 }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
