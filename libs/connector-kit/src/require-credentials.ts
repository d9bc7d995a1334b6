import type { z } from 'zod';
import type { ConnectorContext } from './context.js';
import { ConnectorError } from './errors.js';

/** The connection's credentials, parsed by the connector's schema. @throws ConnectorError `auth` when there are none or they do not fit */
export function requireCredentials<T>(
  context: ConnectorContext,
  schema: z.ZodType<T>,
  { platform, where }: { platform: string; where: string },
): T {
  const hint = 'Connect the account under Connections.';
  if (!context.connection)
    throw new ConnectorError({
      code: 'auth',
      platform,
      message: `This step has no ${where} connection.`,
      hint,
    });
  const parsed = schema.safeParse(context.connection.credentials);
  if (parsed.success) return parsed.data;
  // The values could be secrets: no cause.
  throw new ConnectorError({
    code: 'auth',
    platform,
    message: `The stored credentials of the ${where} connection are not complete.`,
    hint,
  });
}
