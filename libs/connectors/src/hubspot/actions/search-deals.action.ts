import { z } from 'zod';
import { Deal, DEAL_PROPERTIES, toDeal } from '../deal.js';
import { hub } from '../platform.js';
import { Search, searchRecords } from '../search.js';

const Output = z.object({ deals: z.array(Deal), next: z.string().nullable(), total: z.int() });

/** Finds deals. `POST /crm/v3/objects/deals/search`, scope crm.objects.deals.read, few calls a second. */
export const searchDealsAction = hub.defineAction({
  id: 'search-deals',
  title: 'Search deals',
  description: 'Finds deals by words and by the values of their properties, newest first.',
  input: Search,
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 20_000,
  expectedMs: 700,
  connection: 'required',
  preview: ({ query = '' }) => ({ kind: 'text', text: `Searches the deals for: ${query}` }),
  sample: () => ({ deals: [], next: null, total: 0 }),
  async run(input, context) {
    const properties = [...new Set([...DEAL_PROPERTIES, ...input.properties])];
    const { records, next, total = 0 } = await searchRecords(context, 'deals', { ...input, properties });
    return { output: { deals: records.map((record) => toDeal(context, record)), next, total } };
  },
});
