import { listApprovals } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

const ANSWERED = ['approved', 'rejected', 'expired', 'cancelled'] as const;

/** The queue itself comes from the layout; only the answered ones are loaded here. */
export const load: PageLoad = async ({ fetch, url }) => {
  const status = ANSWERED.find((one) => one === url.searchParams.get('status')) ?? null;
  if (status === null) return { status, answered: null };
  try {
    return { status, answered: await listApprovals(fetch, { status, limit: 50 }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
