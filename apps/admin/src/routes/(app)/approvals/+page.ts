import { listApprovals } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

const ANSWERED = ['approved', 'rejected', 'expired', 'cancelled'] as const;

/** What waits by default, the most urgent first; else those answered in one way, newest first. */
export const load: PageLoad = async ({ fetch, url }) => {
  const status = ANSWERED.find((one) => one === url.searchParams.get('status')) ?? ('pending' as const);
  try {
    return { status, approvals: await listApprovals(fetch, { status, limit: 50 }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
