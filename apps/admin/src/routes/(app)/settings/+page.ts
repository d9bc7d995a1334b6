import { devices, notificationPreferences } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  try {
    const [list, preferences] = await Promise.all([devices(fetch), notificationPreferences(fetch)]);
    return { devices: list, preferences };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
