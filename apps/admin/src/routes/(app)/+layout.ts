import { listApprovals, me } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import { PENDING_LIMIT } from '#lib/state/pending.svelte.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, url, untrack }) => {
  try {
    const [profile, pending] = await Promise.all([
      me(fetch),
      listApprovals(fetch, { status: 'pending', limit: PENDING_LIMIT }),
    ]);
    return { me: profile, pending: pending.items };
  } catch (cause) {
    return throwForPage(
      cause,
      untrack(() => url),
    );
  }
};
