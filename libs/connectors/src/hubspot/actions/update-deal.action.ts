import { z } from 'zod';
import { Deal, dealFields, dealProperties, dealResult, Name, sampleDeal, Stage } from '../deal.js';
import { hub } from '../platform.js';
import { fieldsOf, RecordId, updateRecord } from '../records.js';

const Input = z
  .strictObject({
    id: RecordId.meta({ title: 'Deal id' }),
    name: Name.optional(),
    stage: Stage.optional(),
    ...dealFields,
  })
  .refine(({ id: _id, ...changes }) => Object.keys(dealProperties(changes)).length > 0, 'There is nothing to change.');

/** Changes a deal. `PATCH /crm/v3/objects/deals/{id}`, scope crm.objects.deals.write; again changes nothing. */
export const updateDealAction = hub.defineAction({
  id: 'update-deal',
  title: 'Update a deal',
  description: 'Changes the properties of a deal that are named, and no others.',
  input: Input,
  output: Deal,
  effect: 'write',
  idempotency: 'native',
  risk: 'medium',
  timeoutMs: 20_000,
  expectedMs: 600,
  connection: 'required',
  feed: {
    type: 'crm_update',
    action: 'updated',
    title: ({ id }, { name }) => `Updated the deal ${name ? `“${name}”` : id}`,
  },
  preview: ({ id, ...changes }) => ({
    kind: 'record',
    title: `Update the deal ${id} in HubSpot`,
    fields: fieldsOf(dealProperties(changes)),
  }),
  sample: ({ id, name }) => ({ ...sampleDeal(name), id }),
  run: async ({ id, ...changes }, context) =>
    dealResult(context, await updateRecord(context, 'deals', { id, properties: dealProperties(changes) })),
});
