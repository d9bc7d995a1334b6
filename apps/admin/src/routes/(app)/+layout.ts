import { countPendingApprovals, me, platforms, type Fetch } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { Platform } from '#lib/api/types.ts';
import type { LayoutLoad } from './$types';

/** They change only with the installation: a browser asks once. */
let known: Platform[] | undefined;
async function platformsOnce(fetch: Fetch): Promise<Platform[]> {
  const found = known ?? (await platforms(fetch));
  if (typeof window !== 'undefined') known = found;
  return found;
}

export const load: LayoutLoad = async ({ fetch, url, untrack }) => {
  try {
    const [profile, { pending }, shown] = await Promise.all([
      me(fetch),
      countPendingApprovals(fetch),
      platformsOnce(fetch),
    ]);
    return { me: profile, pending, platforms: shown };
  } catch (cause) {
    return throwForPage(
      cause,
      untrack(() => url),
    );
  }
};
