import { exampleEvent } from '#lib/api/example-event.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    return { example: await exampleEvent(fetch, params.id) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
