import type { ConnectorContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callHubSpot, recordUrl } from './client.js';
import { hub } from './platform.js';

export const PropertyName = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, 'It is not the internal name of a property.');
/** Properties of the portal's own, by their internal names. */
export const Properties = z.record(PropertyName, z.union([z.string().max(65_536), z.number(), z.boolean()]));
export const RecordId = z.string().regex(/^\d{1,20}$/, 'It is not the id of a record.');
export const OwnerId = z.string().regex(/^\d{1,20}$/, 'It is not the id of an owner.');

/** Where a list goes on. */
export const After = z.string().min(1).max(200).optional().meta({
  title: 'After',
  description: 'The “next” of the page before; left out: from the beginning.',
});

/** A record as HubSpot gives it, and as the SDK does, which makes dates of its times. */
export const VendorRecord = z.object({
  id: z.string().min(1),
  properties: z.record(z.string(), z.string().nullable()),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
});
export type VendorRecord = z.infer<typeof VendorRecord>;

const Page = z.object({
  results: z.array(VendorRecord),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
  total: z.number().optional(),
});
/** The SDK writes HubSpot's `new` as `_new`. */
const Upserted = z.object({ results: z.tuple([VendorRecord.extend({ _new: z.boolean() })]) });

export type RecordType = 'contacts' | 'deals' | 'notes';

/** What every record gives beside its own fields. */
export const recordFields = {
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  properties: z.record(z.string(), z.string()).meta({ description: 'Those that were asked for and have a value.' }),
  url: z.string(),
};

export function describeRecord(context: ConnectorContext, type: 'contacts' | 'deals', record: VendorRecord) {
  const { id, properties, createdAt, updatedAt } = record;
  const known = Object.entries(properties).flatMap(([name, value]): [string, string][] =>
    value === null || value === '' ? [] : [[name, value]],
  );
  return {
    id,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    properties: Object.fromEntries(known),
    url: recordUrl(context, type, id),
  };
}

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** HubSpot keeps every value as text. @param named those that have an input of their own, which come first */
export function asText(further: Values | undefined, named: Values): Record<string, string> {
  const given = [...Object.entries(further ?? {}), ...Object.entries(named)].filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** Properties for the approval page. */
export function fieldsOf(properties: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(properties).map(([name, value]) => ({ name, value }));
}

/** `GET /crm/v3/objects/{type}`, at most 100 at once. */
export async function listRecords(
  context: ConnectorContext,
  type: RecordType,
  { limit, after, properties }: { limit: number; after: string | undefined; properties: readonly string[] },
) {
  const reply: unknown = await callHubSpot(context, ({ basic }) => basic.getPage(type, limit, after, [...properties]));
  return pageOf(reply);
}

/** `GET /crm/v3/objects/{type}/{id}`; with `idProperty` the id is the value of that property. */
export async function getRecord(
  context: ConnectorContext,
  type: RecordType,
  { id, properties, idProperty }: { id: string; properties: readonly string[]; idProperty?: string },
): Promise<VendorRecord> {
  const reply: unknown = await callHubSpot(context, ({ basic }) =>
    basic.getById(type, id, [...properties], undefined, undefined, undefined, idProperty),
  );
  return hub.parseReply(VendorRecord, reply, 'the record');
}

/** `POST /crm/v3/objects/{type}`. */
export async function createRecord(
  context: ConnectorContext,
  type: RecordType,
  record: { properties: Record<string, string>; associations?: Association[] },
): Promise<VendorRecord> {
  const { associations = [] } = record;
  const { AssociationSpecAssociationCategoryEnum: Category } =
    await import('@hubspot/api-client/lib/codegen/crm/objects/index.js');
  const body = {
    properties: record.properties,
    associations: associations.map(({ to, typeId }) => ({
      to: { id: to },
      types: [{ associationCategory: Category.HubspotDefined, associationTypeId: typeId }],
    })),
  };
  const reply: unknown = await callHubSpot(context, ({ basic }) => basic.create(type, body));
  return hub.parseReply(VendorRecord, reply, 'the new record');
}

/** To which record, and HubSpot's number of how they belong together. */
export interface Association {
  to: string;
  typeId: number;
}

/** `PATCH /crm/v3/objects/{type}/{id}`: only what is named changes. */
export async function updateRecord(
  context: ConnectorContext,
  type: RecordType,
  { id, properties }: { id: string; properties: Record<string, string> },
): Promise<VendorRecord> {
  const reply: unknown = await callHubSpot(context, ({ basic }) => basic.update(type, id, { properties }));
  return hub.parseReply(VendorRecord, reply, 'the changed record');
}

/** `POST /crm/v3/objects/{type}/batch/upsert` with one record, which a property with unique values names. */
export async function upsertRecord(
  context: ConnectorContext,
  type: RecordType,
  { id, idProperty, properties }: { id: string; idProperty: string; properties: Record<string, string> },
): Promise<{ record: VendorRecord; created: boolean }> {
  const inputs = [{ id, idProperty, properties }];
  const reply: unknown = await callHubSpot(context, ({ batch }) => batch.upsert(type, { inputs }));
  const [{ _new: created, ...record }] = hub.parseReply(Upserted, refused(reply), 'the record').results;
  return { record, created };
}

const Refused = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/** A batch answers 207 where it refuses a record. */
function refused(reply: unknown): unknown {
  const [problem] = Refused.safeParse(reply).data?.errors ?? [];
  if (problem)
    throw hub.error({ code: 'invalid-input', status: 207, message: `HubSpot refused the record: ${problem.message}` });
  return reply;
}

/** A page of records, and where the next one begins. */
export function pageOf(reply: unknown): { records: VendorRecord[]; next: string | null; total: number | undefined } {
  const { results, paging, total } = hub.parseReply(Page, reply, 'the list');
  return { records: results, next: paging?.next?.after ?? null, total };
}
