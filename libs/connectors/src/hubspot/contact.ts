import type { ConnectorContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { asText, describeRecord, OwnerId, Properties, recordFields, type VendorRecord } from './records.js';

/** What is asked of HubSpot of every contact. */
export const CONTACT_PROPERTIES = [
  'email',
  'firstname',
  'lastname',
  'phone',
  'company',
  'jobtitle',
  'lifecyclestage',
  'hubspot_owner_id',
];

export const Contact = z.object({
  ...recordFields,
  email: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
});
export type Contact = z.infer<typeof Contact>;

/** Inputs that are properties of a contact. */
export const contactFields = {
  firstName: z.string().max(500).optional().meta({ title: 'First name' }),
  lastName: z.string().max(500).optional().meta({ title: 'Last name' }),
  phone: z.string().max(500).optional().meta({ title: 'Phone' }),
  company: z.string().max(500).optional().meta({ title: 'Company' }),
  jobTitle: z.string().max(500).optional().meta({ title: 'Job title' }),
  lifecycleStage: z
    .string()
    .max(100)
    .optional()
    .meta({ title: 'Lifecycle stage', description: 'Its internal name, such as lead.' }),
  ownerId: OwnerId.optional().meta({ title: 'Owner', description: 'Id of an owner, as “List owners” gives it.' }),
  properties: Properties.optional().meta({ title: 'Further properties', description: 'By their internal names.' }),
};
export const Email = z
  .email()
  .max(320)
  .meta({ title: 'E-mail', description: 'Names the contact: there is one for each address.' });

type Fields = z.infer<z.ZodObject<typeof contactFields>> & { email?: string | undefined };

/** As HubSpot calls them. */
export function contactProperties(given: Fields): Record<string, string> {
  const { email, firstName, lastName, phone, company, jobTitle, lifecycleStage, ownerId, properties } = given;
  return asText(properties, {
    email,
    firstname: firstName,
    lastname: lastName,
    phone,
    company,
    jobtitle: jobTitle,
    lifecyclestage: lifecycleStage,
    hubspot_owner_id: ownerId,
  });
}

export function toContact(context: ConnectorContext, record: VendorRecord): Contact {
  const { email = null, firstname = null, lastname = null } = record.properties;
  return { ...describeRecord(context, 'contacts', record), email, firstName: firstname, lastName: lastname };
}

/** The contact as what an action gives back. */
export function contactResult(context: ConnectorContext, record: VendorRecord) {
  const contact = toContact(context, record);
  return { output: contact, externalId: contact.id, externalUrl: contact.url };
}

export const sampleContact = (email = 'ann@example.com'): Contact => ({
  id: '101',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  properties: { email },
  url: 'https://app.hubspot.com/contacts/1/record/0-1/101',
  email,
  firstName: 'Ann',
  lastName: 'Example',
});
