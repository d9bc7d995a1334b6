import { sampleEvent } from '#lib/api/calls.ts';
import { ApiFailure, throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    return { sample: (await sampleEvent(fetch, params.id)).event };
  } catch (cause) {
    if (cause instanceof ApiFailure && cause.status === 404) return { sample: null };
    return throwForPage(cause, url);
  }
};
