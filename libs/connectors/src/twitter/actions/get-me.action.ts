import { z } from 'zod';
import { getMe } from '../client.js';
import { x } from '../platform.js';

const Output = z.object({ id: z.string(), username: z.string(), name: z.string() });

/** The connected account. `GET /2/users/me`, scopes tweet.read and users.read. */
export const getMeAction = x.defineAction({
  id: 'get-me',
  title: 'Read the connected X account',
  description: 'Gives id, handle and name of the connected account.',
  input: z.strictObject({}),
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 15_000,
  expectedMs: 400,
  connection: 'required',
  preview: () => ({ kind: 'text', text: 'Reads the connected X account.' }),
  sample: () => ({ id: '1111111111111111111', username: 'example', name: 'Example' }),
  run: async (_input, context) => {
    const user = await getMe(context);
    return { output: user, externalId: user.id };
  },
});
