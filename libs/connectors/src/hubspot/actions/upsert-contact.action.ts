import { z } from 'zod';
import { Contact, contactFields, contactProperties, contactResult, Email, sampleContact } from '../contact.js';
import { hub } from '../platform.js';
import { fieldsOf, upsertRecord } from '../records.js';

const Input = z.strictObject({ email: Email, ...contactFields });
const Output = Contact.extend({ created: z.boolean() });

/**
 * Creates or changes the contact of an address. `POST /crm/v3/objects/contacts/batch/upsert` with idProperty email, scope
 * crm.objects.contacts.write; again changes nothing.
 */
export const upsertContactAction = hub.defineAction({
  id: 'upsert-contact',
  title: 'Create or update a contact',
  description: 'Changes the contact of an address, or creates it where there is none.',
  input: Input,
  output: Output,
  effect: 'write',
  idempotency: 'native',
  risk: 'medium',
  timeoutMs: 20_000,
  expectedMs: 700,
  connection: 'required',
  feed: {
    type: 'crm_update',
    action: 'updated',
    title: ({ email }, { created }) => `${created ? 'Created' : 'Updated'} the contact ${email}`,
  },
  preview: (input) => ({
    kind: 'record',
    title: 'Create or update a contact in HubSpot',
    fields: fieldsOf(contactProperties(input)),
  }),
  sample: ({ email }) => ({ ...sampleContact(email), created: true }),
  async run(input, context) {
    const properties = contactProperties(input);
    const { record, created } = await upsertRecord(context, 'contacts', {
      id: input.email,
      idProperty: 'email',
      properties,
    });
    const { output, ...result } = contactResult(context, record);
    return { ...result, output: { ...output, created } };
  },
});
