import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { OAuth2Auth } from './auth.js';
import { ConnectorError } from './errors.js';
import { fromNetworkError } from './network-errors.js';
import { parseRetryAfter } from './retry-after.js';

/** This installation's registration at a platform. A public client has no secret. */
export interface OAuthClient {
  clientId: string;
  clientSecret?: string;
}

/** What is stored, sealed, of an OAuth 2 connection. */
export const oauth2CredentialsSchema = z.object({
  accessToken: z.string().min(1).meta({ title: 'Access token' }),
  refreshToken: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Refresh token', description: 'Lets Jarvis renew the access token by itself.' }),
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ title: 'Expires at', description: 'When the access token ends; left out: unknown.' }),
});

export type OAuth2Credentials = z.infer<typeof oauth2CredentialsSchema>;

const tokenReplySchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional(),
  scope: z.string().optional(),
});
const tokenErrorSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/** Makes a PKCE pair with S256 (RFC 7636). Keep the verifier with the state, bound to session and platform. */
export function createPkcePair(): { verifier: string; challenge: string } {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** One request for access. `sandboxUrl` set: the consent page is the sandbox's, as a browser cannot be redirected there under the vendor's host. */
export interface AuthorizeRequest {
  client: OAuthClient;
  redirectUri: string;
  state: string;
  challenge: string;
  sandboxUrl?: string;
}

/** The address to which a person is sent to grant access. */
export function buildAuthorizeUrl(auth: OAuth2Auth, request: AuthorizeRequest): string {
  const url = consentPageUrl(auth.authorizeUrl, request.sandboxUrl);
  const parameters = {
    response_type: 'code',
    client_id: request.client.clientId,
    redirect_uri: request.redirectUri,
    scope: auth.scopes.join(' '),
    state: request.state,
    ...(auth.pkce === 'none' ? {} : { code_challenge: request.challenge, code_challenge_method: 'S256' }),
    ...auth.authorizeParams,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function consentPageUrl(authorizeUrl: string, sandboxUrl: string | undefined): URL {
  const vendor = new URL(authorizeUrl);
  return sandboxUrl ? new URL(`/_vendor/${vendor.host}${vendor.pathname}`, sandboxUrl) : vendor;
}

interface TokenCall {
  client: OAuthClient;
  fetch: typeof fetch;
  signal?: AbortSignal;
}

/** Exchanges an authorization code for tokens. */
export async function exchangeCode(
  auth: OAuth2Auth,
  options: TokenCall & { code: string; redirectUri: string; verifier: string },
): Promise<OAuth2Credentials> {
  const pkce: Record<string, string> = auth.pkce === 'none' ? {} : { code_verifier: options.verifier };
  return requestTokens(
    auth,
    {
      grant_type: 'authorization_code',
      code: options.code,
      redirect_uri: options.redirectUri,
      ...pkce,
    },
    options,
  );
}

/** Trades a refresh token for new tokens; the old refresh token is kept when the vendor sends no new one. */
export async function refreshTokens(
  auth: OAuth2Auth,
  options: TokenCall & { refreshToken: string },
): Promise<OAuth2Credentials> {
  const tokens = await requestTokens(
    auth,
    { grant_type: 'refresh_token', refresh_token: options.refreshToken },
    options,
  );
  return { refreshToken: options.refreshToken, ...tokens };
}

async function requestTokens(
  auth: OAuth2Auth,
  grant: Record<string, string>,
  { client, fetch: send, signal }: TokenCall,
): Promise<OAuth2Credentials> {
  const host = new URL(auth.tokenUrl).host;
  // Form-encoded by RFC 6749 4.1.3; some SDKs post JSON, which X refuses.
  const form = new URLSearchParams(grant);
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  if (client.clientSecret && auth.clientAuth === 'basic') {
    headers.authorization = `Basic ${Buffer.from(`${encodeURIComponent(client.clientId)}:${encodeURIComponent(client.clientSecret)}`).toString('base64')}`;
  } else {
    form.set('client_id', client.clientId);
    if (client.clientSecret) form.set('client_secret', client.clientSecret);
  }
  const reply = await send(auth.tokenUrl, {
    method: 'POST',
    headers,
    body: form.toString(),
    signal,
  }).catch((error: unknown) => {
    throw fromNetworkError(error, { where: host });
  });
  const body: unknown = await reply.json().catch(() => undefined);
  if (!reply.ok)
    throw tokenError({
      status: reply.status,
      body,
      host,
      retryAfter: reply.headers.get('retry-after'),
    });
  const tokens = tokenReplySchema.safeParse(body);
  if (!tokens.success)
    throw new ConnectorError({
      code: 'unknown',
      message: `${host} answered the token request with something we do not understand.`,
      cause: tokens.error,
    });
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = tokens.data;
  return {
    accessToken,
    ...(refreshToken ? { refreshToken } : {}),
    ...(expiresIn ? { expiresAt: new Date(Date.now() + expiresIn * 1000).toISOString() } : {}),
  };
}

function tokenError({
  status,
  body,
  host,
  retryAfter,
}: {
  status: number;
  body: unknown;
  host: string;
  retryAfter: string | null;
}): ConnectorError {
  if (status === 429 || status >= 500) {
    const code = status === 429 ? 'rate-limited' : 'unavailable';
    return new ConnectorError({
      code,
      status,
      message: `${host} cannot renew the access token right now (HTTP ${status}).`,
      retryAfterMs: parseRetryAfter(retryAfter),
    });
  }
  const parsed = tokenErrorSchema.safeParse(body);
  const reason = parsed.success ? (parsed.data.error_description ?? parsed.data.error) : `HTTP ${status}`;
  return new ConnectorError({
    code: 'auth',
    status,
    message: `${host} refused to renew the access (${reason}).`,
    hint: 'Connect the account again under Connections.',
  });
}
