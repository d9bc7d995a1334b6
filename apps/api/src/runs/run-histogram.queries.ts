import { Injectable } from '@nestjs/common';
import { RUN_STATUSES } from '@jarvis/vocabulary';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { conditionsOf, resolveFilters } from './run-filters.js';
import { RunSearch } from './run-search.js';
import type { RunFilters, RunHistogram } from './runs.schemas.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What a bar can stand for, so that bars begin at full hours and days. */
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY];
const MAX_BARS = 60;
/** Runs of a search that are counted, newest first. */
const MAX_FOUND = 200;
/** Counted where no time is asked for. */
const USUAL_SPAN = 7 * DAY;

const Counts = z.array(z.object({ at: z.coerce.date(), status: z.enum(RUN_STATUSES), runs: z.coerce.number().int() }));

/** Counts runs for the histogram above their list. Takes the manager of a tenant transaction. */
@Injectable()
export class RunHistogramQueries {
  constructor(private readonly search: RunSearch) {}

  async read(manager: EntityManager, observatoryId: string, filters: RunFilters): Promise<RunHistogram> {
    const { from, to } = spanOf(filters);
    const within = { ...filters, from: from.toISOString() };
    const found = await this.findByWords(manager, observatoryId, within);
    const stepMs = stepOf(to.getTime() - from.getTime());
    const values: unknown[] = [stepMs / 1000, observatoryId];
    const put = (value: unknown): string => `$${values.push(value)}`;
    const conditions = found
      ? [`r.id = any (${put(found)})`]
      : conditionsOf(await resolveFilters(manager, within), put);
    const rows: unknown = await manager.query(
      `select date_bin(make_interval(secs => $1), r.created_at, '2001-01-01T00:00:00Z') as at, r.status, count(*) as runs
       from runs r where ${['r.observatory_id = $2', ...conditions].join(' and ')} group by 1, 2 order by 1`,
      values,
    );
    const bars = toBars(Counts.parse(rows));
    const countedFrom = found && found.length >= MAX_FOUND ? (bars[0]?.at ?? null) : null;
    return { from, to, stepMs, bars, countedFrom };
  }

  private async findByWords(manager: EntityManager, observatoryId: string, filters: RunFilters) {
    if (!filters.q && !filters.outcome) return undefined;
    const query = { ...filters, sort: 'newest', limit: MAX_FOUND - 1, cursor: undefined } as const;
    return (await this.search.find(manager, observatoryId, query)).map(({ id }) => id);
  }
}

/** What the list is asked for; else the week before, which is counted quickly however many runs there have been. */
function spanOf({ from, to }: RunFilters): { from: Date; to: Date } {
  const end = to === undefined ? new Date() : new Date(to);
  const begin = from === undefined ? new Date(end.getTime() - USUAL_SPAN) : new Date(from);
  return { from: begin < end ? begin : end, to: end };
}

function stepOf(spanMs: number): number {
  return STEPS.find((step) => spanMs / step <= MAX_BARS) ?? Math.ceil(spanMs / MAX_BARS / DAY) * DAY;
}

function toBars(rows: z.infer<typeof Counts>): RunHistogram['bars'] {
  const bars = Map.groupBy(rows, ({ at }) => at.getTime());
  return [...bars].map(([at, counts]) => ({
    at: new Date(at),
    counts: Object.fromEntries(counts.map(({ status, runs }) => [status, runs])),
  }));
}
