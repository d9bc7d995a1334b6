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
});
type Cursor = z.infer<typeof Cursor>;

/** The search shows a record some seconds after it was written, and not always in order. */
const LAG_MS = 120_000;
const PAGE = 100;
/** Read at a time; what is left is read on at once. */
const RECORDS = 200;

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
 * What has happened since, oldest first. HubSpot's search gives at most 10,000 records, so that many may come within the
 * time in which it lags.
 */
export async function readOn(
  context: ConnectorContext,
  { type, at, properties, filters }: What,
  { from, newest, seen }: Cursor,
): Promise<{ found: Found[]; cursor: Cursor; more: boolean }> {
  const known = new Set(seen);
  const listed: Found[] = [];
  const fresh: Found[] = [];
  const since: Filter = { property: at, operator: 'GTE', value: Math.max(from, newest - LAG_MS).toString() };
  let after: string | undefined;
  do {
    const { records, next } = await searchRecords(context, type, {
      filters: [since, ...filters],
      properties: [...properties, at],
      limit: PAGE,
      after,
      sort: at,
    });
    for (const record of records) {
      const one = { record, at: momentOf(record, at) };
      listed.push(one);
      if (one.at > from && !known.has(keyOf(one))) fresh.push(one);
    }
    after = next ?? undefined;
  } while (after !== undefined && fresh.length < RECORDS);
  const last = Math.max(newest, ...listed.map((one) => one.at));
  const kept = [...seen, ...listed.map(keyOf)].filter((key) => Number(key.split('/')[1]) >= last - LAG_MS);
  return {
    found: fresh,
    cursor: { from, newest: last, seen: [...new Set(kept)] },
    more: after !== undefined,
  };
}

/** Names for ever what happened to a record at a moment. */
const keyOf = ({ record, at }: Found): string => `${record.id}/${at.toString()}`;

function momentOf({ properties, createdAt, updatedAt }: VendorRecord, at: What['at']): number {
  const moment = Date.parse(properties[at] ?? '');
  return Number.isNaN(moment) ? (at === 'createdate' ? createdAt : updatedAt).getTime() : moment;
}
