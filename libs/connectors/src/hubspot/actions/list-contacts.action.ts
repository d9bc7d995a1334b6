import { z } from 'zod';
import { Contact, CONTACT_PROPERTIES, toContact } from '../contact.js';
import { hub } from '../platform.js';
import { After, listRecords } from '../records.js';

const Input = z.strictObject({
  limit: z.int().min(1).max(100).default(20).meta({ title: 'At most' }),
  after: After,
});
const Output = z.object({ contacts: z.array(Contact), next: z.string().nullable() });

/** A page of contacts. `GET /crm/v3/objects/contacts`, scope crm.objects.contacts.read. */
export const listContactsAction = hub.defineAction({
  id: 'list-contacts',
  title: 'List contacts',
  description: 'Gives the contacts of the account, a page at a time.',
  input: Input,
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 20_000,
  expectedMs: 500,
  connection: 'required',
  preview: ({ limit }) => ({ kind: 'text', text: `Lists ${limit.toString()} contacts.` }),
  sample: () => ({ contacts: [], next: null }),
  async run({ limit, after }, context) {
    const { records, next } = await listRecords(context, 'contacts', { limit, after, properties: CONTACT_PROPERTIES });
    return { output: { contacts: records.map((record) => toContact(context, record)), next } };
  },
});
