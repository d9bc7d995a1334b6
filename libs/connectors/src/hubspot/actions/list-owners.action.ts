import { z } from 'zod';
import { getFromHubSpot } from '../client.js';
import { hub } from '../platform.js';
import { After } from '../records.js';

const Input = z.strictObject({
  email: z.email().optional().meta({ title: 'E-mail', description: 'Only the owner with this address.' }),
  limit: z.int().min(1).max(500).default(100).meta({ title: 'At most' }),
  after: After,
});
const Owner = z.object({
  id: z.string(),
  email: z.string().nullable().default(null),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
});
const Output = z.object({ owners: z.array(Owner), next: z.string().nullable() });
const Reply = z.object({
  results: z.array(Owner),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});

/** Whom records can belong to. `GET /crm/v3/owners`, scope crm.objects.owners.read. */
export const listOwnersAction = hub.defineAction({
  id: 'list-owners',
  title: 'List owners',
  description: 'Gives the people a contact or deal can belong to.',
  input: Input,
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 20_000,
  expectedMs: 400,
  connection: 'required',
  preview: () => ({ kind: 'text', text: 'Lists the owners of the HubSpot account.' }),
  sample: () => ({ owners: [], next: null }),
  async run({ email, limit, after }, context) {
    const reply = await getFromHubSpot(context, '/crm/v3/owners', {
      limit: limit.toString(),
      ...(email === undefined ? {} : { email }),
      ...(after === undefined ? {} : { after }),
    });
    const { results, paging } = hub.parseReply(Reply, reply, 'the list of owners');
    return { output: { owners: results, next: paging?.next?.after ?? null } };
  },
});
