import type { LiveEvent } from '@jarvis/contracts';
import { listRuns } from '#lib/api/calls.ts';
import type { RunSummary, Slice } from '#lib/api/types.ts';
import type { RunFilters } from './filters.ts';

/** A list of runs that follows events without moving under the reader. */
export class RunFeed {
  rows = $state.raw<RunSummary[]>([]);
  /** Arrived while the reader was further down. */
  fresh = $state.raw<RunSummary[]>([]);
  cursor = $state<string | null>(null);
  #filters: RunFilters = {};

  reset(first: Slice<RunSummary>, filters: RunFilters): void {
    this.rows = first.items;
    this.cursor = first.nextCursor;
    this.fresh = [];
    this.#filters = filters;
  }

  loadMore = async (): Promise<void> => {
    if (this.cursor === null) return;
    const next = await listRuns(fetch, { ...this.#filters, limit: 100, cursor: this.cursor });
    const known = new Set(this.rows.map((run) => run.id));
    this.rows = [...this.rows, ...next.items.filter((run) => !known.has(run.id))];
    this.cursor = next.nextCursor;
  };

  /** What an event says about a row that is shown; a run not shown needs the list. */
  patch(event: LiveEvent): void {
    if (event.type !== 'run_updated') return;
    const { id, status, waitingFor, outcomeMessage, startedAt, finishedAt } = event.data;
    const durationMs = startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null;
    const update = (run: RunSummary) =>
      run.id === id ? { ...run, status, waitingFor, outcomeMessage, startedAt, finishedAt, durationMs } : run;
    this.rows = this.rows.map(update);
    this.fresh = this.fresh.map(update);
  }

  isKnown(id: string): boolean {
    return this.rows.some((run) => run.id === id) || this.fresh.some((run) => run.id === id);
  }

  /** Fetches the head of the list; new runs join at once at the top, else they are held back and counted. */
  async refreshHead({ atTop }: { atTop: boolean }): Promise<void> {
    const head = await listRuns(fetch, { ...this.#filters, limit: 50 });
    const byId = new Map(head.items.map((run) => [run.id, run]));
    this.rows = this.rows.map((run) => byId.get(run.id) ?? run);
    const shown = new Set(this.rows.map((run) => run.id));
    this.fresh = head.items.filter((run) => !shown.has(run.id));
    if (atTop) this.showFresh();
  }

  showFresh(): void {
    this.rows = [...this.fresh, ...this.rows];
    this.fresh = [];
  }
}
