import { ConnectorError, type ActionContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import {
  Contact,
  CONTACT_PROPERTIES,
  contactFields,
  contactProperties,
  contactResult,
  Email,
  sampleContact,
} from '../contact.js';
import { existingIdIn } from '../errors.js';
import { hub } from '../platform.js';
import { createRecord, fieldsOf, getRecord } from '../records.js';

/** HubSpot's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

const Input = z.strictObject({ email: Email, ...contactFields });
type Input = z.infer<typeof Input>;

/**
 * Creates a contact. `POST /crm/v3/objects/contacts`, scope crm.objects.contacts.write.
 * HubSpot has one contact for each address, so a repeat can look whether the first attempt made it.
 */
export const createContactAction = hub.defineAction({
  id: 'create-contact',
  title: 'Create a contact',
  description: 'Creates a contact; one that is there already is a conflict which names it.',
  input: Input,
  output: Contact,
  effect: 'write',
  idempotency: 'lookup',
  risk: 'medium',
  timeoutMs: 20_000,
  expectedMs: 600,
  connection: 'required',
  feed: {
    type: 'crm_update',
    action: 'created',
    title: ({ email }) => `Created the contact ${email}`,
  },
  preview: (input) => ({
    kind: 'record',
    title: 'Create a contact in HubSpot',
    fields: fieldsOf(contactProperties(input)),
  }),
  sample: ({ email }) => sampleContact(email),
  async run(input, context) {
    try {
      return contactResult(context, await createRecord(context, 'contacts', { properties: contactProperties(input) }));
    } catch (error) {
      const existingId = existingIdIn(error);
      // After a lost answer, the contact that stands in the way may be the one that it was about; at first it is another's.
      const own = existingId === undefined || context.attempt === 1 ? null : await findExisting(input, context);
      if (own) return own;
      if (existingId === undefined) throw error;
      throw hub.error({
        code: 'conflict',
        status: 409,
        message: `There is a contact with the address ${input.email} already: ${existingId}.`,
        hint: 'Use “Update a contact” with this id, or “Create or update a contact”.',
        cause: error,
      });
    }
  },
  findExisting,
});

async function findExisting({ email }: Input, context: ActionContext) {
  if (!context.sentAt) return null;
  try {
    const record = await getRecord(context, 'contacts', {
      id: email,
      idProperty: 'email',
      properties: CONTACT_PROPERTIES,
    });
    const isOurs = record.createdAt.getTime() >= context.sentAt.getTime() - CLOCK_SKEW_MS;
    return isOurs ? contactResult(context, record) : null;
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'not-found') return null;
    throw error;
  }
}
