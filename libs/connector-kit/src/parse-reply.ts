import type { z } from 'zod';
import { ConnectorError } from './errors.js';

/**
 * Parses a vendor's reply. One that does not fit was usually cut off or written by a proxy, so it counts as
 * `unavailable`; the request itself may have taken effect.
 */
export function parseReply<T>(
  schema: z.ZodType<T>,
  reply: unknown,
  { platform, where, what }: { platform: string; where: string; what: string },
): T {
  const parsed = schema.safeParse(reply);
  if (parsed.success) return parsed.data;
  throw new ConnectorError({
    code: 'unavailable',
    platform,
    maybeSent: true,
    message: `${where} answered ${what} with something we cannot read.`,
    hint: 'Whether the request took effect is checked before it is repeated.',
    cause: parsed.error,
  });
}
