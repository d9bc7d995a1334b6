import { devices, notificationPreferences } from '#lib/api/calls.ts';
import { listApiTokens } from '#lib/features/settings/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  try {
    const [list, preferences, tokens] = await Promise.all([
      devices(fetch),
      notificationPreferences(fetch),
      listApiTokens(fetch),
    ]);
    return { devices: list, preferences, tokens: tokens.items };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
