import type { ConnectorContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { asText, describeRecord, OwnerId, Properties, recordFields, type VendorRecord } from './records.js';

/** What is asked of HubSpot of every deal. */
export const DEAL_PROPERTIES = [
  'dealname',
  'amount',
  'pipeline',
  'dealstage',
  'closedate',
  'hubspot_owner_id',
  'description',
];

export const Deal = z.object({
  ...recordFields,
  name: z.string().nullable(),
  amount: z.number().nullable(),
  pipeline: z.string().nullable(),
  stage: z.string().nullable(),
});
export type Deal = z.infer<typeof Deal>;

/** Inputs that are properties of a deal. */
export const dealFields = {
  amount: z.number().min(0).optional().meta({ title: 'Amount', description: 'In the currency of the account.' }),
  pipeline: z
    .string()
    .max(100)
    .optional()
    .meta({ title: 'Pipeline', description: 'Its internal name; left out: the default one.' }),
  closeDate: z.iso.datetime({ offset: true }).optional().meta({ title: 'Close date' }),
  ownerId: OwnerId.optional().meta({ title: 'Owner', description: 'Id of an owner, as “List owners” gives it.' }),
  description: z.string().max(65_536).optional().meta({ title: 'Description' }),
  properties: Properties.optional().meta({ title: 'Further properties', description: 'By their internal names.' }),
};
export const Name = z.string().min(1).max(500).meta({ title: 'Name' });
export const Stage = z
  .string()
  .min(1)
  .max(100)
  .meta({ title: 'Stage', description: 'Its internal name, such as appointmentscheduled.' });

type Fields = z.infer<z.ZodObject<typeof dealFields>> & { name?: string | undefined; stage?: string | undefined };

/** As HubSpot calls them. */
export function dealProperties(given: Fields): Record<string, string> {
  const { name, stage, amount, pipeline, closeDate, ownerId, description, properties } = given;
  return asText(properties, {
    dealname: name,
    dealstage: stage,
    amount,
    pipeline,
    closedate: closeDate,
    hubspot_owner_id: ownerId,
    description,
  });
}

export function toDeal(context: ConnectorContext, record: VendorRecord): Deal {
  const { dealname = null, amount = null, pipeline = null, dealstage = null } = record.properties;
  const sum = amount === null || amount === '' ? null : Number(amount);
  return { ...describeRecord(context, 'deals', record), name: dealname, amount: sum, pipeline, stage: dealstage };
}

/** The deal as what an action gives back. */
export function dealResult(context: ConnectorContext, record: VendorRecord) {
  const deal = toDeal(context, record);
  return { output: deal, externalId: deal.id, externalUrl: deal.url };
}

export const sampleDeal = (name = 'A deal'): Deal => ({
  id: '201',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  properties: { dealname: name },
  url: 'https://app.hubspot.com/contacts/1/record/0-3/201',
  name,
  amount: null,
  pipeline: 'default',
  stage: 'appointmentscheduled',
});
