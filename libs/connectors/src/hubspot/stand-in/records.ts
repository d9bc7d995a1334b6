import { ownAccount, type Part, type Store } from '@jarvis/stand-in-kit';
import { z } from 'zod';
import { invalid, problem } from './problems.js';

/** Where a change came from, as HubSpot calls it: a page of it, or its API. */
const Source = z.enum(['CRM_UI', 'INTEGRATION']);
export type Source = z.infer<typeof Source>;
const Value = z.object({ value: z.string(), timestamp: z.string(), sourceType: Source });

const Record = z.object({
  id: z.string(),
  type: z.enum(['contacts', 'deals', 'notes']),
  /** Whose it is. */
  account: z.string().default(ownAccount.id),
  properties: z.record(z.string(), z.string()),
  associations: z.array(z.object({ to: z.string(), typeId: z.int() })).default([]),
  /** What each property is and was, newest first. */
  history: z.record(z.string(), z.array(Value)).default({}),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Record = z.infer<typeof Record>;
export type RecordType = Record['type'];

export const TYPES: readonly RecordType[] = Record.shape.type.options;

/** Every record, oldest first. */
export const recordsOf = (store: Store): Part<Record[]> => store.part('hubspotRecords', z.array(Record), []);

/** What the portal knows beside the names that HubSpot itself gives. */
const KNOWN: { readonly [Type in RecordType]: readonly string[] } = {
  contacts: [
    'email',
    'firstname',
    'lastname',
    'phone',
    'company',
    'jobtitle',
    'lifecyclestage',
    'hubspot_owner_id',
    'website',
  ],
  deals: ['dealname', 'amount', 'pipeline', 'dealstage', 'closedate', 'hubspot_owner_id', 'description', 'dealtype'],
  notes: ['hs_note_body', 'hs_timestamp', 'hubspot_owner_id'],
};
/** Of the pipeline that every portal has. */
export const STAGES: Readonly<{ [name: string]: string }> = {
  appointmentscheduled: 'Appointment scheduled',
  qualifiedtobuy: 'Qualified to buy',
  presentationscheduled: 'Presentation scheduled',
  decisionmakerboughtin: 'Decision maker bought-in',
  contractsent: 'Contract sent',
  closedwon: 'Closed won',
  closedlost: 'Closed lost',
};
/** HubSpot's numbers of how records belong together, by where they start. */
const ASSOCIATIONS: { readonly [Type in RecordType]: Readonly<{ [typeId: number]: RecordType }> } = {
  contacts: {},
  deals: { 3: 'contacts' },
  notes: { 202: 'contacts', 214: 'deals' },
};

/** What is wrong with the properties, as HubSpot says it. */
function refusalOf(type: RecordType, properties: Readonly<{ [name: string]: string }>): Response | undefined {
  const errors = Object.entries(properties).flatMap(([name, value]) => {
    if (!KNOWN[type].includes(name))
      return [{ message: `Property "${name}" does not exist`, code: 'PROPERTY_DOESNT_EXIST', in: name }];
    // It is taken away.
    if (value === '') return [];
    if (name === 'email' && !z.email().safeParse(value).success)
      return [{ message: `Email address ${value} is invalid`, code: 'INVALID_EMAIL', in: name }];
    if (name === 'dealstage' && !Object.hasOwn(STAGES, value))
      return [
        {
          message: `${value} was not one of the allowed options: [${Object.keys(STAGES).join(', ')}]`,
          code: 'INVALID_OPTION',
          in: name,
        },
      ];
    if (name === 'amount' && !/^-?\d+(\.\d+)?$/.test(value))
      return [{ message: `${value} was not a valid number.`, code: 'INVALID_INTEGER', in: name }];
    return [];
  });
  const [first] = errors;
  return first && invalid(`Property values were not valid: ${JSON.stringify(errors)}`, errors);
}

/** The contact that has this address already. */
export function sameEmail(
  all: readonly Record[],
  { account, email, but }: { account: string; email: string | undefined; but?: string },
) {
  if (email === undefined) return undefined;
  return all.find(
    (record) =>
      record.type === 'contacts' &&
      record.account === account &&
      record.id !== but &&
      record.properties['email']?.toLowerCase() === email.toLowerCase(),
  );
}

const emailTaken = ({ id }: Record): Response =>
  problem({ status: 409, category: 'CONFLICT', message: `Contact already exists. Existing ID: ${id}` });

export interface NewRecord {
  type: RecordType;
  account: string;
  properties: { [name: string]: string };
  associations?: readonly { to: string; typeId: number }[];
  source: Source;
}

/** Makes a record, or says as HubSpot does why not. */
export function addRecord(
  records: Part<Record[]>,
  { type, account, properties: given, associations = [], source }: NewRecord,
): Record | Response {
  const properties = withoutEmpty(type === 'deals' ? { pipeline: 'default', ...given } : given);
  const refusal = refusalOf(type, properties);
  if (refusal) return refusal;
  const taken = type === 'contacts' ? sameEmail(records.value, { account, email: properties['email'] }) : undefined;
  if (taken) return emailTaken(taken);
  const lost = associations.find(({ to, typeId }) => {
    const target = ASSOCIATIONS[type][typeId];
    return !records.value.some((record) => record.id === to && record.type === target && record.account === account);
  });
  if (lost)
    return invalid(
      `One or more associations are invalid: object ${lost.to} of type ${lost.typeId.toString()} was not found.`,
    );
  const now = new Date().toISOString();
  const id = (Number(records.value.at(-1)?.id ?? '100') + 1).toString();
  const record: Record = {
    id,
    type,
    account,
    properties,
    associations: [...associations],
    history: withValues({}, properties, { timestamp: now, sourceType: source }),
    createdAt: now,
    updatedAt: now,
  };
  records.value = [...records.value, record];
  return record;
}

/** Changes what is named; an empty value takes it away, as at HubSpot. */
export function changeRecord(
  records: Part<Record[]>,
  record: Record,
  { properties, source }: Pick<NewRecord, 'properties' | 'source'>,
): Record | Response {
  const refusal = refusalOf(record.type, properties);
  if (refusal) return refusal;
  const { account, id } = record;
  const taken = sameEmail(records.value, { account, email: properties['email'], but: id });
  if (taken) return emailTaken(taken);
  const updatedAt = new Date().toISOString();
  const changed = {
    ...record,
    properties: withoutEmpty({ ...record.properties, ...properties }),
    history: withValues(record.history, changesOf(record, properties), { timestamp: updatedAt, sourceType: source }),
    updatedAt,
  };
  records.value = records.value.map((one) => (one.id === id ? changed : one));
  return changed;
}

/** Those of the properties that differ from what the record has. */
export function changesOf({ properties }: Record, given: { [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== (properties[name] ?? '')));
}

const withoutEmpty = (properties: { [name: string]: string }): { [name: string]: string } =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''));

function withValues(
  history: Record['history'],
  values: { [name: string]: string },
  how: { timestamp: string; sourceType: Source },
): Record['history'] {
  const added = Object.entries(values).map(([name, value]): [string, Record['history'][string]] => [
    name,
    [{ value, ...how }, ...(history[name] ?? [])],
  ]);
  return { ...history, ...Object.fromEntries(added) };
}

/** As the API gives a record: asked properties that have no value are null. */
export function presentRecord(record: Record, asked: readonly string[]) {
  const { id, createdAt, updatedAt } = record;
  const own: { [name: string]: string } = { hs_object_id: id, createdate: createdAt, hs_lastmodifieddate: updatedAt };
  const all: { [name: string]: string } = { ...record.properties, ...own };
  const names = asked.length === 0 ? Object.keys(all) : [...asked, ...Object.keys(own)];
  const properties = Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
  return { id, properties, createdAt, updatedAt, archived: false };
}

export function presentHistory({ history }: Record, asked: readonly string[]) {
  if (asked.length === 0) return {};
  return { propertiesWithHistory: Object.fromEntries(asked.map((name) => [name, history[name] ?? []])) };
}
