import { ConnectorError } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callTwitter } from '../client.js';
import { x } from '../platform.js';

const Input = z.strictObject({
  id: z
    .string()
    .regex(/^\d{1,19}$/, 'It is not the id of a post.')
    .meta({ title: 'Post id' }),
});
const Output = z.object({ id: z.string(), deleted: z.boolean() });
const Reply = z.object({ data: z.object({ deleted: z.boolean() }) });

/** Deletes one of the account's own posts. `DELETE /2/tweets/{id}`; deleting twice changes nothing. */
export const deletePostAction = x.defineAction({
  id: 'delete-post',
  title: 'Delete a post on X',
  description: "Deletes one of the connected account's posts.",
  input: Input,
  output: Output,
  effect: 'write',
  idempotency: 'native',
  risk: () => ({ level: 'high', reasons: ['A deleted post cannot be restored.'] }),
  baseRisk: 'high',
  timeoutMs: 20_000,
  expectedMs: 600,
  connection: 'required',
  feed: {
    type: 'post',
    action: 'deleted',
    title: () => 'Deleted a post on X',
    description: (input) => `Post ${input.id}`,
  },
  preview: (input) => ({
    kind: 'record',
    title: 'Delete a post on X',
    fields: [{ name: 'Post id', value: input.id }],
  }),
  sample: (input) => ({ id: input.id, deleted: true }),
  async run({ id }, context) {
    try {
      const reply: unknown = await callTwitter(context, (client) => client.v2.deleteTweet(id));
      const { deleted } = x.parseReply(Reply, reply, 'the deletion').data;
      return { output: { id, deleted }, externalId: id };
    } catch (error) {
      const goneBefore = error instanceof ConnectorError && error.code === 'not-found' && context.attempt > 1;
      if (goneBefore) return { output: { id, deleted: true }, externalId: id };
      throw error;
    }
  },
});
