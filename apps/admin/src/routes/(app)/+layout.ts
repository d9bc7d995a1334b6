import { countPendingApprovals, me } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, url, untrack }) => {
  try {
    const [profile, { pending }] = await Promise.all([me(fetch), countPendingApprovals(fetch)]);
    return { me: profile, pending };
  } catch (cause) {
    return throwForPage(
      cause,
      untrack(() => url),
    );
  }
};
