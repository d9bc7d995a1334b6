import { catalogue, listActions, listTriggers } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, data }) => {
  try {
    const [actions, triggers, platforms] = await Promise.all([
      listActions(fetch),
      listTriggers(fetch),
      catalogue(fetch),
    ]);
    const connections = platforms.flatMap((platform) => platform.accounts);
    return { ...data, actions, triggers, connections };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
