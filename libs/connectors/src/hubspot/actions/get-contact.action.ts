import { z } from 'zod';
import { Contact, CONTACT_PROPERTIES, contactResult, sampleContact } from '../contact.js';
import { hub } from '../platform.js';
import { getRecord, RecordId } from '../records.js';

const Input = z.strictObject({ id: RecordId.meta({ title: 'Contact id' }) });

/** One contact. `GET /crm/v3/objects/contacts/{id}`, scope crm.objects.contacts.read. */
export const getContactAction = hub.defineAction({
  id: 'get-contact',
  title: 'Read a contact',
  description: 'Gives one contact by its id.',
  input: Input,
  output: Contact,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 20_000,
  expectedMs: 400,
  connection: 'required',
  preview: ({ id }) => ({ kind: 'text', text: `Reads the contact ${id}.` }),
  sample: () => sampleContact(),
  run: async ({ id }, context) =>
    contactResult(context, await getRecord(context, 'contacts', { id, properties: CONTACT_PROPERTIES })),
});
