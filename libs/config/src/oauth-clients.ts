import { z } from 'zod';

/** One registration; a public client has no secret. */
const Client = z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1).optional() });
const Clients = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,49}$/), Client);

export type OAuthClientSettings = z.infer<typeof Client>;

/** JSON from a platform's name to its client; empty means none. What is wrong is said without what was given. */
export const OAuthClients = z.string().transform((text, context): Record<string, OAuthClientSettings> => {
  if (text.trim() === '') return {};
  const clients = Clients.safeParse(parsed(text));
  if (clients.success) return clients.data;
  context.addIssue('is no JSON that names a clientId, and a clientSecret where there is one, for each platform');
  return z.NEVER;
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
