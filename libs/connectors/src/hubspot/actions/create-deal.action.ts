import { z } from 'zod';
import { Deal, dealFields, dealProperties, dealResult, Name, sampleDeal, Stage } from '../deal.js';
import { hub } from '../platform.js';
import { createRecord, fieldsOf, RecordId } from '../records.js';

/** HubSpot's number of “a deal belongs to a contact”. */
const DEAL_TO_CONTACT = 3;

const Input = z.strictObject({
  name: Name,
  stage: Stage,
  ...dealFields,
  contactId: RecordId.optional().meta({ title: 'Contact', description: 'Id of the contact it belongs to.' }),
});

/**
 * Creates a deal. `POST /crm/v3/objects/deals`, scope crm.objects.deals.write.
 * Nothing names a deal but its id, and the search finds a new one only after seconds: nobody can be certain that an
 * attempt without an answer made none, so it is not repeated.
 */
export const createDealAction = hub.defineAction({
  id: 'create-deal',
  title: 'Create a deal',
  description: 'Creates a deal, for a contact if one is named.',
  input: Input,
  output: Deal,
  effect: 'write',
  idempotency: 'none',
  risk: 'medium',
  timeoutMs: 20_000,
  expectedMs: 600,
  connection: 'required',
  feed: {
    type: 'crm_update',
    action: 'created',
    title: ({ name }) => `Created the deal “${name}”`,
  },
  preview: ({ contactId, ...deal }) => ({
    kind: 'record',
    title: 'Create a deal in HubSpot',
    fields: [...fieldsOf(dealProperties(deal)), ...(contactId ? [{ name: 'Contact', value: contactId }] : [])],
  }),
  sample: ({ name }) => sampleDeal(name),
  async run({ contactId, ...deal }, context) {
    const associations = contactId === undefined ? [] : [{ to: contactId, typeId: DEAL_TO_CONTACT }];
    return dealResult(
      context,
      await createRecord(context, 'deals', { properties: dealProperties(deal), associations }),
    );
  },
});
