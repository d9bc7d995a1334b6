import { catalogue, listActions, listTriggers } from '#lib/api/calls.ts';
import { exampleEvent } from '#lib/api/example-event.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params, data }) => {
  try {
    const [actions, triggers, platforms, example] = await Promise.all([
      listActions(fetch),
      listTriggers(fetch),
      catalogue(fetch),
      exampleEvent(fetch, params.id),
    ]);
    const connections = platforms.flatMap((platform) => platform.accounts);
    return { ...data, actions, triggers, connections, sample: example.event };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
