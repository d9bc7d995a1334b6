import { RUN_STATUSES, type RunStatus } from '@jarvis/vocabulary';
import { decodeCursor, refuseCursor } from '../http/page.js';
import { conditionsOf, type Put, type ResolvedFilters } from './run-filters.js';
import type { RunsQuery } from './runs.schemas.js';

export type RunSort = RunsQuery['sort'];

/** Sorted by status, what somebody has to look at comes first. */
const RANK: Record<RunStatus, number> = {
  failed: 0,
  waiting: 1,
  running: 2,
  queued: 3,
  expired: 4,
  rejected: 5,
  cancelled: 6,
  succeeded: 7,
  skipped: 8,
};
const ATTENTION = RUN_STATUSES.toSorted((one, other) => RANK[one] - RANK[other]);

/** What orders, words and cursors need of a run. */
export const COLUMNS =
  'r.id, r.created_at, r.status, r.duration_ms, r.words, r.outcome_message, r.workflow_id, r.rule_id';
const NEWEST = 'r.created_at desc, r.id desc';
const ORDERS: Record<RunSort, string> = {
  newest: NEWEST,
  oldest: 'r.created_at, r.id',
  longest: 'r.duration_ms desc, r.id desc',
  status: `array_position(array[${ATTENTION.map((status) => `'${status}'`).join(', ')}], r.status), ${NEWEST}`,
};

/** What a page has to know of its runs. No more than the index of an order has, so that rows need not be read. */
export function shownOf(sort: RunSort): string {
  return sort === 'longest' ? 'r.id, r.status, r.duration_ms::text' : 'r.id, r.status';
}

/** What a cursor holds besides the moment: the status, or how long it took. */
export function placeOf(row: { status: string; duration_ms: string | null }, sort: RunSort): string | undefined {
  if (sort === 'status') return row.status;
  return sort === 'longest' ? (row.duration_ms ?? '') : undefined;
}

export interface OrderedRuns {
  order: string;
  /** Rows in their order after the cursor, that fulfil a further condition too. */
  select(columns: string, more: string, limit: string): string;
}

/** Reads `runs r` in one of its orders, each of which an index has. @throws ApiError 400 for a cursor of another order */
export function inOrder(filters: ResolvedFilters & Pick<RunsQuery, 'cursor' | 'sort'>, put: Put): OrderedRuns {
  const { sort, cursor } = filters;
  const order = ORDERS[sort];
  const after = decodeCursor(cursor);
  const inObservatory = 'r.observatory_id = $1';
  if (sort === 'status') {
    const place = after && ATTENTION.findIndex((status) => status === after.place);
    if (place === -1) throw refuseCursor();
    const within = [inObservatory, ...conditionsOf({ ...filters, status: undefined }, put)].join(' and ');
    const rest = after && beyond(after, '<', put);
    const wanted = ATTENTION.slice(place ?? 0).map((status, index) => ({
      status,
      condition: `r.status = '${status}'${rest && index === 0 ? ` and ${rest}` : ''}`,
    }));
    const asked = wanted.filter(({ status }) => filters.status?.includes(status) ?? true);
    return {
      order,
      // Status by status, so that each is read from its index and none is sorted.
      select: (columns, more, limit) =>
        `select ${columns} from (${
          asked
            .map(
              ({ condition }) =>
                `(select ${COLUMNS} from runs r where ${within} and ${condition} and ${more} order by ${NEWEST} limit ${limit})`,
            )
            .join(' union all ') || `select ${COLUMNS} from runs r where false`
        }) r order by ${order} limit ${limit}`,
    };
  }
  const conditions = [inObservatory, ...conditionsOf(filters, put)];
  if (sort === 'longest') conditions.push('r.duration_ms is not null');
  if (after)
    conditions.push(sort === 'longest' ? shorter(after, put) : beyond(after, sort === 'newest' ? '<' : '>', put));
  const within = conditions.join(' and ');
  return {
    order,
    select: (columns, more, limit) =>
      `select ${columns} from runs r where ${within} and ${more} order by ${order} limit ${limit}`,
  };
}

type After = NonNullable<ReturnType<typeof decodeCursor>>;

/** A cursor holds milliseconds and the column microseconds, so the exact moment is read from the row itself. */
function beyond({ at, id }: After, direction: '<' | '>', put: Put): string {
  const row = put(id);
  const moment = `coalesce((select created_at from runs where observatory_id = $1 and id = ${row}), ${put(at)})`;
  return `(r.created_at, r.id) ${direction} (${moment}, ${row})`;
}

function shorter({ place = '', id }: After, put: Put): string {
  if (!/^-?\d{1,18}$/.test(place)) throw refuseCursor();
  return `(r.duration_ms, r.id) < (${put(place)}::bigint, ${put(id)}::uuid)`;
}
