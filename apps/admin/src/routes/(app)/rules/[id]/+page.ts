import { catalogue, listActions } from '#lib/api/calls.ts';
import { exampleEvent } from '#lib/api/example-event.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params, data }) => {
  try {
    const [actions, platforms, example] = await Promise.all([
      listActions(fetch),
      catalogue(fetch),
      exampleEvent(fetch, params.id),
    ]);
    return { ...data, actions, connections: platforms.flatMap((platform) => platform.accounts), sample: example.event };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
