import { getRun } from '#lib/api/calls.ts';
import { exampleEvent, type ExampleEvent } from '#lib/api/example-event.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    const runId = url.searchParams.get('run');
    return { example: runId === null ? await exampleEvent(fetch, params.id) : await eventOf(runId) };
  } catch (cause) {
    return throwForPage(cause, url);
  }

  async function eventOf(id: string): Promise<ExampleEvent> {
    return { event: (await getRun(fetch, id)).event, from: 'chosen run' };
  }
};
