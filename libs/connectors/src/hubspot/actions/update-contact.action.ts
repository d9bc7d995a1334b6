import { z } from 'zod';
import { Contact, contactFields, contactProperties, contactResult, Email, sampleContact } from '../contact.js';
import { hub } from '../platform.js';
import { fieldsOf, RecordId, updateRecord } from '../records.js';

const Input = z
  .strictObject({ id: RecordId.meta({ title: 'Contact id' }), email: Email.optional(), ...contactFields })
  .refine(
    ({ id: _id, ...changes }) => Object.keys(contactProperties(changes)).length > 0,
    'There is nothing to change.',
  );

/** Changes a contact. `PATCH /crm/v3/objects/contacts/{id}`, scope crm.objects.contacts.write; again changes nothing. */
export const updateContactAction = hub.defineAction({
  id: 'update-contact',
  title: 'Update a contact',
  description: 'Changes the properties of a contact that are named, and no others.',
  input: Input,
  output: Contact,
  effect: 'write',
  idempotency: 'native',
  risk: 'medium',
  timeoutMs: 20_000,
  expectedMs: 600,
  connection: 'required',
  feed: {
    type: 'crm_update',
    action: 'updated',
    title: ({ id }, { email }) => `Updated the contact ${email ?? id}`,
  },
  preview: ({ id, ...changes }) => ({
    kind: 'record',
    title: `Update the contact ${id} in HubSpot`,
    fields: fieldsOf(contactProperties(changes)),
  }),
  sample: ({ id, email }) => ({ ...sampleContact(email), id }),
  run: async ({ id, ...changes }, context) =>
    contactResult(context, await updateRecord(context, 'contacts', { id, properties: contactProperties(changes) })),
});
