import { RUN_STATUSES, TRIGGER_KINDS } from '@jarvis/vocabulary';
import type { RunsHistogramData, RunsListData } from '#lib/api/types.ts';

const HOUR = 3_600_000;
/** Times that move along, as the address names them. */
export const TIMES = {
  '1h': { label: 'Last hour', ms: HOUR },
  '24h': { label: 'Last 24 hours', ms: 24 * HOUR },
  '7d': { label: 'Last 7 days', ms: 7 * 24 * HOUR },
  '30d': { label: 'Last 30 days', ms: 30 * 24 * HOUR },
} as const;
export const SORTS = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  longest: 'Longest first, ended ones',
  status: 'By status',
} as const;

export interface RunFilters {
  status?: string;
  ruleId?: string;
  trigger?: (typeof TRIGGER_KINDS)[number];
  connectionId?: string;
  tag?: string;
  time?: keyof typeof TIMES;
  from?: string;
  to?: string;
  outcome?: string;
  q?: string;
  sort?: keyof typeof SORTS;
}

/** What the page of runs puts into its address. A saved view keeps these, and nothing else of an address. */
const PARAMS = [
  'status',
  'rule',
  'trigger',
  'connection',
  'tag',
  'time',
  'from',
  'to',
  'outcome',
  'q',
  'sort',
] as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const known = <Word extends string>(words: readonly Word[], given: string | null): Word | undefined =>
  words.find((one) => one === given);
const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>) => Object.keys(table) as Key[];

/** What the address asks for; parts that make no sense are left out rather than sent on. */
export function runFilters(params: URLSearchParams): RunFilters {
  const text = (name: string, most: number) => params.get(name)?.trim().slice(0, most) || undefined;
  const id = (name: string) => (UUID.test(params.get(name) ?? '') ? (params.get(name) ?? undefined) : undefined);
  const statuses = (params.get('status') ?? '').split(',').filter((one) => known(RUN_STATUSES, one));
  const time = known(keysOf(TIMES), params.get('time'));
  const sort = known(keysOf(SORTS), params.get('sort'));
  return dropMissing({
    status: statuses.join(',') || undefined,
    ruleId: id('rule'),
    trigger: known(TRIGGER_KINDS, params.get('trigger')),
    connectionId: id('connection'),
    tag: text('tag', 30),
    time,
    from: time ? undefined : momentOf(params.get('from')),
    to: time ? undefined : momentOf(params.get('to')),
    outcome: text('outcome', 200),
    q: text('q', 200),
    sort: sort === 'newest' ? undefined : sort,
  });
}

/** The same as the API takes it: a time that moves along becomes a moment. */
export function toListQuery({ time, ...rest }: RunFilters, now: number): RunsListData['query'] {
  return time ? { ...rest, from: new Date(now - TIMES[time].ms).toISOString() } : rest;
}

export function toHistogramQuery(filters: RunFilters, now: number): RunsHistogramData['query'] {
  const query = { ...toListQuery(filters, now) };
  delete query.sort;
  return query;
}

/** The filters of an address alone, always in the same order, so that equal ones read alike. */
export function filterText(params: URLSearchParams): string {
  const kept = PARAMS.flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? '']] : []));
  return new URLSearchParams(kept).toString();
}

function momentOf(text: string | null): string | undefined {
  const at = /^[1-9]\d{3}-\d\d-\d\dT/.test(text ?? '') ? new Date(text ?? '') : undefined;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}

function dropMissing<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: NonNullable<Fields[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: NonNullable<Fields[Key]>;
  };
}
