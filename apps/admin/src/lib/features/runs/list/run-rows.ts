import { listRuns } from '#lib/api/calls.ts';
import type { RunSummary } from '#lib/api/types.ts';
import { LiveRows, type EventOf } from '#lib/components/list/live-rows.svelte.ts';
import { toListQuery, type RunFilters } from './filters.ts';

/** The runs that the filters of the moment let through, in their order. */
export function runRows(filters: () => RunFilters): LiveRows<RunSummary, 'run_updated'> {
  return new LiveRows({
    load: (page) => listRuns(fetch, { ...toListQuery(filters(), Date.now()), ...page }),
    events: ['run_updated'],
    matches: ({ data }) => {
      const { ruleId = data.ruleId, to } = filters();
      return ruleId === data.ruleId && (to === undefined || data.createdAt < to);
    },
    patch: withNews,
    // Only the newest stand at the top by themselves.
    arrivals: filters().sort ? 'placed' : 'held',
  });
}

function withNews(run: RunSummary, { data }: EventOf<'run_updated'>): RunSummary {
  const { id, status, waitingFor, outcomeMessage, title, startedAt, finishedAt } = data;
  if (run.id !== id) return run;
  const durationMs = startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null;
  return { ...run, status, waitingFor, outcomeMessage, title, startedAt, finishedAt, durationMs };
}
