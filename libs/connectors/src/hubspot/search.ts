import type { ConnectorContext } from '@jarvis/connector-kit';
import type { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import { z } from 'zod';
import { callHubSpot } from './client.js';
import { hub } from './platform.js';
import { After, pageOf, type RecordType } from './records.js';

const OPERATORS = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
] as const;
const Filter = z.strictObject({
  property: z
    .string()
    .min(1)
    .max(100)
    .meta({ title: 'Property', description: 'Its internal name, such as lifecyclestage.' }),
  operator: z.enum(OPERATORS).default('EQ').meta({ title: 'Operator' }),
  value: z.string().max(3_000).optional().meta({ title: 'Value' }),
  values: z
    .array(z.string().max(3_000))
    .max(100)
    .optional()
    .meta({ title: 'Values', description: 'For IN and NOT_IN.' }),
});

export type Filter = z.infer<typeof Filter>;

/** Source: https://developers.hubspot.com/docs/api-reference/search/guide */
export const Search = z.strictObject({
  query: z
    .string()
    .max(3_000)
    .optional()
    .meta({ title: 'Words', description: 'Looked for in the usual text properties.' }),
  filters: z.array(Filter).max(6).default([]).meta({ title: 'Filters', description: 'All of them have to hold.' }),
  properties: z.array(z.string().min(1).max(100)).max(100).default([]).meta({
    title: 'Further properties',
    description: 'Internal names of what to give beside the usual ones.',
  }),
  limit: z.int().min(1).max(200).default(20).meta({ title: 'At most' }),
  after: After,
});

/**
 * `POST /crm/v3/objects/{type}/search`; what has just changed is found some seconds later.
 * @param asked.sort a property, with a minus for the highest first; left out: the newest first
 */
export async function searchRecords(
  context: ConnectorContext,
  type: RecordType,
  { query, filters, properties, limit, after, sort = '-createdate' }: z.infer<typeof Search> & { sort?: string },
) {
  const { FilterOperatorEnum: Operators } = await import('@hubspot/api-client/lib/codegen/crm/objects/index.js');
  const operators = new Map<string, FilterOperatorEnum>(Object.values(Operators).map((value) => [value, value]));
  const request = {
    ...(query === undefined ? {} : { query }),
    ...(after === undefined ? {} : { after }),
    limit,
    properties,
    sorts: [sort],
    filterGroups: filters.length === 0 ? [] : [{ filters: filters.map((filter) => filterOf(filter, operators)) }],
  };
  const reply: unknown = await callHubSpot(context, ({ search }) => search.doSearch(type, request));
  return pageOf(reply);
}

function filterOf(
  { property, operator, value, values }: z.infer<typeof Filter>,
  known: ReadonlyMap<string, FilterOperatorEnum>,
) {
  const named = known.get(operator);
  if (named === undefined)
    throw hub.error({ code: 'invalid-input', message: `HubSpot's SDK has no operator ${operator}.` });
  return {
    propertyName: property,
    operator: named,
    ...(value === undefined ? {} : { value }),
    ...(values === undefined ? {} : { values: inBothCases(values) }),
  };
}

/**
 * IN and NOT_IN compare a text with values in lower case only, and one of a list of options exactly. Which of them a
 * property is, is not known here, so both are sent. Source: https://developers.hubspot.com/docs/api-reference/search/guide
 */
function inBothCases(values: readonly string[]): string[] {
  return [...new Set(values.flatMap((value) => [value, value.toLowerCase()]))];
}
