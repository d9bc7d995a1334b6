import { listRuns } from '#lib/api/calls.ts';
import type { RunSummary } from '#lib/api/types.ts';
import { LiveRows, type EventOf } from '#lib/components/list/live-rows.svelte.ts';
import type { RunFilters } from './filters.ts';

/** The runs that the filters of the moment let through, newest first. */
export function runRows(filters: () => RunFilters): LiveRows<RunSummary, 'run_updated'> {
  return new LiveRows({
    load: (page) => listRuns(fetch, { ...filters(), ...page }),
    events: ['run_updated'],
    matches: ({ data }) => (filters().ruleId ?? data.ruleId) === data.ruleId,
    patch: withNews,
    arrivals: 'held',
  });
}

function withNews(run: RunSummary, { data }: EventOf<'run_updated'>): RunSummary {
  const { id, status, waitingFor, outcomeMessage, startedAt, finishedAt } = data;
  if (run.id !== id) return run;
  const durationMs = startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null;
  return { ...run, status, waitingFor, outcomeMessage, startedAt, finishedAt, durationMs };
}
