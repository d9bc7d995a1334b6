import { z } from 'zod';
import { Contact, CONTACT_PROPERTIES, sampleContact, toContact } from '../contact.js';
import { hub } from '../platform.js';
import { beginReading, Cursor, readOn } from '../read-on.js';

const WHAT = { type: 'contacts', at: 'createdate', properties: CONTACT_PROPERTIES, filters: [] } as const;

/** Contacts that are new, however they came. `POST /crm/v3/objects/contacts/search` by `createdate`, scope crm.objects.contacts.read. */
export const contactCreatedTrigger = hub.defineTrigger({
  id: 'contact-created',
  title: 'A contact is created',
  description: 'Starts for each new contact, whether a person, a form or an import made it.',
  settings: z.strictObject({}),
  event: Contact,
  sample: () => sampleContact(),
  dedupeKey: ({ id }) => id,
  summary: ({ email, firstName, lastName, id }) =>
    email ?? ([firstName, lastName].filter(Boolean).join(' ') || `contact ${id}`),
  poll: {
    everyMs: 60_000,
    cursor: Cursor,
    begin: (_settings, context) => beginReading(context, WHAT),
    async fetch({ cursor: before }, context) {
      const { found, cursor, more } = await readOn(context, WHAT, before);
      return { events: found.map(({ record }) => toContact(context, record)), cursor, more };
    },
  },
});
