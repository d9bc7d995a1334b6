import { ownAccount, type Part, type Store } from '@jarvis/stand-in-kit';
import { z } from 'zod';
import { invalid, problem } from './problems.js';

const Record = z.object({
  id: z.string(),
  type: z.enum(['contacts', 'deals', 'notes']),
  /** Whose it is. */
  account: z.string().default(ownAccount.id),
  properties: z.record(z.string(), z.string()),
  associations: z.array(z.object({ to: z.string(), typeId: z.int() })).default([]),
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
const STAGES = [
  'appointmentscheduled',
  'qualifiedtobuy',
  'presentationscheduled',
  'decisionmakerboughtin',
  'contractsent',
  'closedwon',
  'closedlost',
];
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
    if (name === 'email' && !z.email().safeParse(value).success)
      return [{ message: `Email address ${value} is invalid`, code: 'INVALID_EMAIL', in: name }];
    if (name === 'dealstage' && !STAGES.includes(value))
      return [
        {
          message: `${value} was not one of the allowed options: [${STAGES.join(', ')}]`,
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

interface NewRecord {
  type: RecordType;
  account: string;
  properties: { [name: string]: string };
  associations: readonly { to: string; typeId: number }[];
}

/** Makes a record, or says as HubSpot does why not. */
export function addRecord(
  records: Part<Record[]>,
  { type, account, properties, associations }: NewRecord,
): Record | Response {
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
  const record = { id, type, account, properties, associations: [...associations], createdAt: now, updatedAt: now };
  records.value = [...records.value, record];
  return record;
}

/** Changes what is named; an empty value takes it away, as at HubSpot. */
export function changeRecord(
  records: Part<Record[]>,
  record: Record,
  properties: { [name: string]: string },
): Record | Response {
  const refusal = refusalOf(record.type, properties);
  if (refusal) return refusal;
  const { account, id } = record;
  const taken = sameEmail(records.value, { account, email: properties['email'], but: id });
  if (taken) return emailTaken(taken);
  const changed = {
    ...record,
    properties: Object.fromEntries(
      Object.entries({ ...record.properties, ...properties }).filter(([, value]) => value !== ''),
    ),
    updatedAt: new Date().toISOString(),
  };
  records.value = records.value.map((one) => (one.id === id ? changed : one));
  return changed;
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
