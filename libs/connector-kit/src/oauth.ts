import type * as OAuth from 'oauth4webapi';
import { z } from 'zod';
import type { OAuth2Auth } from './auth.js';
import { requestRevocation, requestTokens } from './token-endpoint.js';

/** A registration of Jarvis at a platform. A public client has no secret. */
export interface OAuthClient {
  clientId: string;
  clientSecret?: string;
}

/** What is stored, sealed, of an OAuth 2 connection. */
export const OAuth2Credentials = z.object({
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

export type OAuth2Credentials = z.infer<typeof OAuth2Credentials>;

/** What a person has agreed to. */
export interface Grant {
  credentials: OAuth2Credentials;
  /** Names of the scopes that were granted. */
  scopes: readonly string[];
}

/** Why a vendor's answer to a request for access leads to none. */
export type AuthorizationRefusal = 'denied' | 'wrong-issuer' | 'refused';

/** The vendor sent the browser back without a code that we may use. */
export class AuthorizationError extends Error {
  override readonly name = 'AuthorizationError';

  constructor(
    readonly reason: AuthorizationRefusal,
    options?: ErrorOptions,
  ) {
    super(`The authorization was not granted: ${reason}.`, options);
  }
}

interface TokenCall {
  client: OAuthClient;
  /** Reaches the connector's hosts only. */
  fetch: typeof fetch;
  signal: AbortSignal;
}

/** Loaded with the first use: the threads that compile rules never need it. */
const load = (): Promise<typeof OAuth> => import('oauth4webapi');

/**
 * Begins a request for access: the address to which a person is sent, and what must be kept, bound to that person's
 * session, until the answer comes. With `sandboxUrl` the consent page is the sandbox's, as no browser can be sent there
 * under the vendor's host.
 */
export async function beginAuthorization(
  auth: OAuth2Auth,
  { client, redirectUri, sandboxUrl }: { client: OAuthClient; redirectUri: string; sandboxUrl?: string },
): Promise<{ url: string; state: string; verifier: string }> {
  const { generateRandomCodeVerifier, generateRandomState, calculatePKCECodeChallenge } = await load();
  const verifier = generateRandomCodeVerifier();
  const state = generateRandomState();
  const url = consentPageUrl(auth.authorizeUrl, sandboxUrl);
  const parameters = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: auth.scopes.map(({ name }) => name).join(' '),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...auth.authorizeParams,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, state, verifier };
}

function consentPageUrl(authorizeUrl: string, sandboxUrl: string | undefined): URL {
  const vendor = new URL(authorizeUrl);
  return sandboxUrl ? new URL(`/_vendor/${vendor.host}${vendor.pathname}`, sandboxUrl) : vendor;
}

/**
 * Reads the answer with which a vendor sent the browser back, and exchanges its code.
 * @throws AuthorizationError when it brings no code; ConnectorError when the vendor does not take it
 */
export async function exchangeCode(
  auth: OAuth2Auth,
  call: TokenCall & { answer: URLSearchParams; state: string; redirectUri: string; verifier: string },
): Promise<Grant> {
  const oauth = await load();
  const [server, client] = [serverOf(auth), { client_id: call.client.clientId }];
  const answer = validated(oauth, auth, call);
  const { proof, options } = termsOf(oauth, auth, call);
  const tokens = await requestTokens(oauth, auth, {
    send: () =>
      oauth.authorizationCodeGrantRequest(server, client, proof, answer, call.redirectUri, call.verifier, options),
    read: (reply) => oauth.processAuthorizationCodeResponse(server, client, reply),
  });
  // RFC 6749 5.1: left out where it is what was asked for.
  const scopes = tokens.scope?.split(/[ ,]+/) ?? auth.scopes.map(({ name }) => name);
  return { credentials: credentialsOf(tokens), scopes };
}

function validated(
  oauth: typeof OAuth,
  auth: OAuth2Auth,
  { client, answer, state }: { client: OAuthClient; answer: URLSearchParams; state: string },
): URLSearchParams {
  const issuer = answer.get('iss');
  if (issuer !== null && issuer !== auth.issuer) throw new AuthorizationError('wrong-issuer');
  try {
    return oauth.validateAuthResponse(serverOf(auth), { client_id: client.clientId }, answer, state);
  } catch (cause) {
    const denied = cause instanceof oauth.AuthorizationResponseError && cause.error === 'access_denied';
    throw new AuthorizationError(denied ? 'denied' : 'refused', { cause });
  }
}

/**
 * Trades a refresh token for new tokens; the old refresh token is kept when the vendor sends no new one.
 * @throws ConnectorError `auth` when the refresh token is dead, `permission` when the vendor does not take the client
 */
export async function refreshTokens(
  auth: OAuth2Auth,
  call: TokenCall & { refreshToken: string },
): Promise<OAuth2Credentials> {
  const oauth = await load();
  const [server, client] = [serverOf(auth), { client_id: call.client.clientId }];
  const { proof, options } = termsOf(oauth, auth, call);
  const tokens = await requestTokens(oauth, auth, {
    send: () => oauth.refreshTokenGrantRequest(server, client, proof, call.refreshToken, options),
    read: (reply) => oauth.processRefreshTokenResponse(server, client, reply),
  });
  return { refreshToken: call.refreshToken, ...credentialsOf(tokens) };
}

/**
 * Gives access back: the refresh token where there is one, as everything made with it ends with it. Access that has
 * ended already is no error.
 * @throws ConnectorError `permission` when the vendor does not take the client
 */
export async function revokeTokens(
  auth: OAuth2Auth,
  call: TokenCall & { credentials: OAuth2Credentials },
): Promise<void> {
  const oauth = await load();
  const { accessToken, refreshToken } = call.credentials;
  const { proof, options } = termsOf(oauth, auth, call);
  const client = { client_id: call.client.clientId };
  await requestRevocation(oauth, auth.vendor, {
    send: () => oauth.revocationRequest(serverOf(auth), client, proof, refreshToken ?? accessToken, options),
    read: (reply) => oauth.processRevocationResponse(reply),
  });
}

const serverOf = ({ issuer, tokenUrl, revokeUrl }: OAuth2Auth): OAuth.AuthorizationServer => ({
  issuer,
  token_endpoint: tokenUrl,
  revocation_endpoint: revokeUrl,
});

function termsOf(oauth: typeof OAuth, { clientAuth }: OAuth2Auth, { client, fetch: send, signal }: TokenCall) {
  const { clientSecret } = client;
  const withSecret = clientAuth === 'basic' ? oauth.ClientSecretBasic : oauth.ClientSecretPost;
  const options: OAuth.TokenEndpointRequestOptions = {
    signal,
    [oauth.customFetch]: (address, { method, headers, body, redirect, signal: until }) =>
      send(address, { method, headers, body: body.toString(), redirect, signal: until ?? null }),
  };
  return { proof: clientSecret === undefined ? oauth.None() : withSecret(clientSecret), options };
}

function credentialsOf(tokens: OAuth.TokenEndpointResponse): OAuth2Credentials {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = tokens;
  return {
    accessToken,
    ...(refreshToken ? { refreshToken } : {}),
    ...(expiresIn ? { expiresAt: new Date(Date.now() + expiresIn * 1000).toISOString() } : {}),
  };
}
