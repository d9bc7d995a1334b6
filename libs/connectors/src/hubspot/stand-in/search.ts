import { z } from 'zod';
import type { Record } from './records.js';

const Filter = z.strictObject({
  propertyName: z.string(),
  operator: z.enum([
    'EQ',
    'NEQ',
    'LT',
    'LTE',
    'GT',
    'GTE',
    'BETWEEN',
    'IN',
    'NOT_IN',
    'HAS_PROPERTY',
    'NOT_HAS_PROPERTY',
    'CONTAINS_TOKEN',
    'NOT_CONTAINS_TOKEN',
  ]),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
  highValue: z.string().optional(),
});

/** Body of `POST …/search`; HubSpot takes at most 5 groups of 6 filters and 200 results. */
export const SearchBody = z.strictObject({
  query: z.string().max(3_000).optional(),
  filterGroups: z
    .array(z.strictObject({ filters: z.array(Filter).max(6) }))
    .max(5)
    .default([]),
  sorts: z.array(z.string()).default([]),
  properties: z.array(z.string()).default([]),
  limit: z.int().min(1).max(200).default(10),
  after: z.string().regex(/^\d+$/).default('0'),
});

/** Properties with a list of options, which IN compares exactly; of a text it compares the lower case. */
const OPTIONS = new Set(['dealstage', 'dealtype', 'lifecyclestage', 'pipeline']);

/** What matches any group, each of whose filters has to hold. */
export function searchRecords(
  records: readonly Record[],
  { query, filterGroups, sorts }: z.infer<typeof SearchBody>,
): Record[] {
  const words =
    query
      ?.toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '') ?? [];
  const found = records.filter((record) => {
    const text = Object.values(record.properties).join('\n').toLowerCase();
    const fits =
      filterGroups.length === 0 || filterGroups.some(({ filters }) => filters.every((filter) => holds(record, filter)));
    return fits && words.every((word) => text.includes(word));
  });
  const [sort = 'createdate'] = sorts;
  const name = sort.replace(/^-/, '');
  const sorted = found.toSorted(
    (a, b) => compare(valueOf(a, name) ?? '', valueOf(b, name) ?? '') || compare(a.id, b.id),
  );
  return sort.startsWith('-') ? sorted.toReversed() : sorted;
}

function holds(
  record: Record,
  { propertyName, operator, value = '', values = [], highValue = '' }: z.infer<typeof Filter>,
): boolean {
  const own = valueOf(record, propertyName);
  if (operator === 'NOT_HAS_PROPERTY') return own === undefined;
  if (own === undefined) return operator === 'NEQ' || operator === 'NOT_IN' || operator === 'NOT_CONTAINS_TOKEN';
  const listed = OPTIONS.has(propertyName) ? own : own.toLowerCase();
  switch (operator) {
    case 'EQ':
      return own.toLowerCase() === value.toLowerCase();
    case 'NEQ':
      return own.toLowerCase() !== value.toLowerCase();
    case 'LT':
      return compare(own, value) < 0;
    case 'LTE':
      return compare(own, value) <= 0;
    case 'GT':
      return compare(own, value) > 0;
    case 'GTE':
      return compare(own, value) >= 0;
    case 'BETWEEN':
      return compare(own, value) >= 0 && compare(own, highValue) <= 0;
    case 'IN':
      return values.includes(listed);
    case 'NOT_IN':
      return !values.includes(listed);
    case 'HAS_PROPERTY':
      return true;
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN': {
      const has = own
        .toLowerCase()
        .split(/[\s@.,]+/)
        .includes(value.toLowerCase().replaceAll('*', ''));
      return has === (operator === 'CONTAINS_TOKEN');
    }
  }
}

function valueOf({ id, properties, createdAt, updatedAt }: Record, name: string): string | undefined {
  if (name === 'hs_object_id') return id;
  if (name === 'createdate') return createdAt;
  return name === 'hs_lastmodifieddate' || name === 'lastmodifieddate' ? updatedAt : properties[name];
}

/** By number or moment where both are such, else by text. */
function compare(a: string, b: string): number {
  const [left, right] = [measure(a), measure(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) return a < b ? -1 : a > b ? 1 : 0;
  return left - right;
}

const measure = (text: string): number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text));
