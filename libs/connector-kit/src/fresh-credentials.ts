import type { z } from 'zod';
import type { OAuth2Auth } from './auth.js';
import type { ConnectorContext } from './context.js';
import { ConnectorError } from './errors.js';
import { refreshTokens, type OAuth2Credentials } from './oauth.js';

/** Renewed this long before the end, so that a token does not expire between check and use. */
const REFRESH_BEFORE_MS = 5 * 60_000;

/** The connection's credentials, parsed by the connector's schema. @throws ConnectorError `auth` when there are none or they do not fit */
export function requireCredentials<T>(context: ConnectorContext, schema: z.ZodType<T>, platform: string): T {
  const hint = 'Connect the account under Connections.';
  if (!context.connection)
    throw new ConnectorError({
      code: 'auth',
      platform,
      message: `This step has no ${platform} connection.`,
      hint,
    });
  const parsed = schema.safeParse(context.connection.credentials);
  if (parsed.success) return parsed.data;
  // The values could be secrets: no cause.
  throw new ConnectorError({
    code: 'auth',
    platform,
    message: `The stored credentials of the ${platform} connection are not complete.`,
    hint,
  });
}

/**
 * Credentials that are good for at least five minutes: renews them when they are about to end and a refresh token and
 * an OAuth client are there, under `withRefreshLock` (which hands in the newest stored ones, as another run may have
 * renewed them meanwhile), and stores them through `updateCredentials`.
 */
export async function freshCredentials<T extends OAuth2Credentials>(
  context: ConnectorContext,
  { auth, schema, platform }: { auth: OAuth2Auth; schema: z.ZodType<T>; platform: string },
): Promise<T> {
  const credentials = requireCredentials(context, schema, platform);
  const { oauthClient } = context;
  if (!oauthClient || !isExpiring(credentials)) return credentials;
  const renew = async (current: unknown): Promise<T> => {
    const newest = schema.parse(current);
    if (!newest.refreshToken || !isExpiring(newest)) return newest;
    const tokens = await refreshTokens(auth, {
      client: oauthClient,
      refreshToken: newest.refreshToken,
      fetch: context.vendorFetch,
      signal: context.signal,
    });
    const renewed = { ...newest, ...tokens };
    await context.updateCredentials?.(renewed);
    return renewed;
  };
  return context.withRefreshLock ? context.withRefreshLock(renew) : renew(credentials);
}

function isExpiring({ expiresAt }: OAuth2Credentials): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) - Date.now() < REFRESH_BEFORE_MS;
}
