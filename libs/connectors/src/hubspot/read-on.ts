import type { ConnectorContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import type { VendorRecord } from './records.js';
import { searchRecords, type Filter } from './search.js';

/** Unix milliseconds throughout. */
export const Cursor = z.object({
  /** What was there when it began: never told. */
  from: z.int(),
  /** The newest that is known. */
  newest: z.int(),
  /** What is known of the time in which the search may still show more. */
  seen: z.array(z.string()),
  /**
   * Where the next page is, while there is one: since which moment, and after how many that happened at that moment.
   * `first`: where the first page began.
   */
  page: z.object({ since: z.int(), after: z.string().optional(), first: z.int().optional() }).optional(),
});
type Cursor = z.infer<typeof Cursor>;

/** The search shows a record some seconds after it was written, and not always in order. */
const LAG_MS = 120_000;
/** The same by our clock, which may differ from HubSpot's. */
const QUIET_MS = 24 * 3_600_000;
/** As many as a search gives; what is left is read on at once. */
const PAGE = 200;

interface What {
  type: 'contacts' | 'deals';
  /** The property that says when it happened. */
  at: 'createdate' | 'hs_lastmodifieddate';
  properties: readonly string[];
  filters: readonly Filter[];
}

/** A record, and when that happened to it which is waited for. */
interface Found {
  record: VendorRecord;
  at: number;
}

/** Begins with what is there: by HubSpot's clock, since ours may differ. */
export async function beginReading(context: ConnectorContext, { type, at }: What): Promise<Cursor> {
  const { records } = await searchRecords(context, type, {
    filters: [],
    properties: [at],
    limit: 1,
    sort: `-${at}`,
  });
  const from = Math.max(0, ...records.map((record) => momentOf(record, at)));
  return { from, newest: from, seen: [] };
}

/**
 * A page of what has happened since, oldest first, and whether a moment lies in the time that is read. The next page begins
 * at the moment where this one ends, and not after so many records: these move up when one of them changes meanwhile, and
 * HubSpot counts no further than to 10,000.
 */
export async function readOn(
  context: ConnectorContext,
  { type, at, properties, filters }: What,
  { from, newest, seen, page }: Cursor,
): Promise<{ found: Found[]; isNews: (at: number) => boolean; cursor: Cursor; more: boolean }> {
  const {
    since,
    after,
    first = since,
  }: NonNullable<Cursor['page']> = page ?? { since: Math.max(from, newest - LAG_MS) };
  const { records, next } = await searchRecords(context, type, {
    filters: [{ property: at, operator: 'GTE', value: since.toString() }, ...filters],
    properties: [...properties, at],
    limit: PAGE,
    after,
    sort: at,
  });
  const listed = records.map((record): Found => ({ record, at: momentOf(record, at) }));
  const known = new Set(seen);
  const found = listed.filter((one) => one.at > from && !known.has(keyOf(one)));
  const end = Math.max(since, ...listed.map((one) => one.at));
  // Where nothing comes the place moves on too: a rule that is given another filter is not told what came long ago.
  const last = Math.max(newest, end, next === null ? Date.now() - QUIET_MS : 0);
  const settled = (next === null ? last : end) - LAG_MS;
  const kept = [...seen, ...listed.map(keyOf)].filter((key) => Number(key.split('/')[1]) >= settled);
  const cursor = { from, newest: last, seen: [...new Set(kept)] };
  const isNews = (at: number) => at > from && at >= first;
  if (next === null) return { found, isNews, cursor, more: false };
  // Only what happened at one moment is counted through.
  const following = end > since ? { since: end, first } : { since, first, after: next };
  return { found, isNews, cursor: { ...cursor, page: following }, more: true };
}

/** Names for ever what happened to a record at a moment. */
const keyOf = ({ record, at }: Found): string => `${record.id}/${at.toString()}`;

function momentOf({ properties, createdAt, updatedAt }: VendorRecord, at: What['at']): number {
  const moment = Date.parse(properties[at] ?? '');
  return Number.isNaN(moment) ? (at === 'createdate' ? createdAt : updatedAt).getTime() : moment;
}
