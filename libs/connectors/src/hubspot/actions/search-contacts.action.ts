import { z } from 'zod';
import { Contact, CONTACT_PROPERTIES, toContact } from '../contact.js';
import { hub } from '../platform.js';
import { Search, searchRecords } from '../search.js';

const Output = z.object({ contacts: z.array(Contact), next: z.string().nullable(), total: z.int() });

/** Finds contacts. `POST /crm/v3/objects/contacts/search`, scope crm.objects.contacts.read, few calls a second. */
export const searchContactsAction = hub.defineAction({
  id: 'search-contacts',
  title: 'Search contacts',
  description: 'Finds contacts by words and by the values of their properties, newest first.',
  input: Search,
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 20_000,
  expectedMs: 700,
  connection: 'required',
  preview: ({ query = '' }) => ({ kind: 'text', text: `Searches the contacts for: ${query}` }),
  sample: () => ({ contacts: [], next: null, total: 0 }),
  async run(input, context) {
    const properties = [...new Set([...CONTACT_PROPERTIES, ...input.properties])];
    const { records, next, total = 0 } = await searchRecords(context, 'contacts', { ...input, properties });
    return { output: { contacts: records.map((record) => toContact(context, record)), next, total } };
  },
});
