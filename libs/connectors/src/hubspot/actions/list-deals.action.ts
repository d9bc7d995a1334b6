import { z } from 'zod';
import { Deal, DEAL_PROPERTIES, toDeal } from '../deal.js';
import { hub } from '../platform.js';
import { After, listRecords } from '../records.js';

const Input = z.strictObject({
  limit: z.int().min(1).max(100).default(20).meta({ title: 'At most' }),
  after: After,
});
const Output = z.object({ deals: z.array(Deal), next: z.string().nullable() });

/** A page of deals. `GET /crm/v3/objects/deals`, scope crm.objects.deals.read. */
export const listDealsAction = hub.defineAction({
  id: 'list-deals',
  title: 'List deals',
  description: 'Gives the deals of the account, a page at a time.',
  input: Input,
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 20_000,
  expectedMs: 500,
  connection: 'required',
  preview: ({ limit }) => ({ kind: 'text', text: `Lists ${limit.toString()} deals.` }),
  sample: () => ({ deals: [], next: null }),
  async run({ limit, after }, context) {
    const { records, next } = await listRecords(context, 'deals', { limit, after, properties: DEAL_PROPERTIES });
    return { output: { deals: records.map((record) => toDeal(context, record)), next } };
  },
});
