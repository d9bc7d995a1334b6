import { getRun, listRuns, sampleEvent } from './calls.ts';
import type { Fetch } from './client.ts';
import { ApiFailure } from './failure.ts';

export interface ExampleEvent {
  event: unknown;
  from: 'sample' | 'run' | 'chosen run' | 'nowhere';
}

/** An event to try a rule with: its sample, else what its last run was started by. */
export async function exampleEvent(fetch: Fetch, ruleId: string): Promise<ExampleEvent> {
  const sample = await sampleEvent(fetch, ruleId).catch((cause: unknown) => {
    // A rule may have none.
    if (cause instanceof ApiFailure && cause.status === 404) return { event: null };
    throw cause;
  });
  if (sample.event !== null && sample.event !== undefined) return { event: sample.event, from: 'sample' };
  const [last] = (await listRuns(fetch, { ruleId, limit: 1 })).items;
  if (!last) return { event: null, from: 'nowhere' };
  return { event: (await getRun(fetch, last.id)).event, from: 'run' };
}
