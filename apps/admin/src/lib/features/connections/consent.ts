import { connect } from '#lib/api/calls.ts';
import type { ConsentNeeded } from '#lib/api/types.ts';

/** Leaves for the platform, where the account's owner is asked. It leads back to this page with what came of it. */
export async function askForConsent(
  platform: string,
  { live = false, replace }: { live?: boolean; replace?: string } = {},
): Promise<void> {
  const answer: ConsentNeeded | object = await connect(fetch, platform, { live, ...(replace ? { replace } : {}) });
  if ('authorizeUrl' in answer) location.assign(answer.authorizeUrl);
}
