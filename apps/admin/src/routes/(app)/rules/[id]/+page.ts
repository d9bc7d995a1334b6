import { catalogue, listActions, sampleEvent } from '#lib/api/calls.ts';
import { ApiFailure, throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    const [actions, platforms, sample] = await Promise.all([
      listActions(fetch),
      catalogue(fetch),
      // A rule may have no sample yet.
      sampleEvent(fetch, params.id).then(
        ({ event }) => event,
        (cause: unknown) => {
          if (cause instanceof ApiFailure && cause.status === 404) return null;
          throw cause;
        },
      ),
    ]);
    return { actions, connections: platforms.flatMap((platform) => platform.accounts), sample };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
