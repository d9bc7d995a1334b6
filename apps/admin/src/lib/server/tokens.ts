import { z } from 'zod';

export const Tokens = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  expiresIn: z.number().optional(),
});
export type Tokens = z.infer<typeof Tokens>;

const Claims = z.object({ exp: z.number() });

/**
 * Whether the token ends within `leewaySeconds`. The signature is not checked here: the API does that,
 * this only decides whether to ask for a new token first.
 */
export function isExpiring(token: string, { now, leewaySeconds }: { now: number; leewaySeconds: number }): boolean {
  const payload = token.split('.')[1];
  if (!payload) return true;
  try {
    const parsed = Claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return !parsed.success || parsed.data.exp * 1000 - now < leewaySeconds * 1000;
  } catch {
    return true;
  }
}
