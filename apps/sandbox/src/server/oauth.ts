import { createHash, randomBytes } from 'node:crypto';
import { OWN_TOKEN } from './accounts.js';
import type { Store } from './state.js';

type OAuthPlatform = 'twitter' | 'gmail';

const ACCESS_TOKEN_SECONDS = { twitter: 7200, gmail: 3599 } as const;
/** X's codes live 30 s, Google's some minutes. */
export const CODE_LIFETIME_MS = { twitter: 30_000, gmail: 300_000 } as const;

interface TokenRequest {
  header(name: string): string | undefined;
  text(): Promise<string>;
}

/** The token endpoint of either vendor (RFC 6749 4.1.3 and 6): forms only, client identified, PKCE checked. */
export async function exchangeTokens(store: Store, platform: OAuthPlatform, request: TokenRequest): Promise<Response> {
  if (!request.header('content-type')?.startsWith('application/x-www-form-urlencoded'))
    return refuse('invalid_request', 'The request must be form-encoded.');
  const form = new URLSearchParams(await request.text());
  const clientId = clientOf(request.header('authorization'), form);
  if (!clientId) return refuse('invalid_client', 'Client authentication is missing.', 401);
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(store, platform, form, clientId);
    case 'refresh_token':
      return refresh(store, platform, form);
    default:
      return refuse('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
  }
}

function exchangeCode(store: Store, platform: OAuthPlatform, form: URLSearchParams, clientId: string): Response {
  const key = form.get('code') ?? '';
  const code = store.state.codes[key];
  // A code is used up by the first try, good or bad.
  store.update((state) => {
    state.codes = without(state.codes, key);
  });
  const matches =
    code?.platform === platform &&
    code.clientId === clientId &&
    code.redirectUri === form.get('redirect_uri') &&
    code.expiresAt > Date.now();
  if (!matches) return refuse('invalid_grant', 'The authorization code is not valid.');
  if (code.challenge !== undefined && code.challenge !== challengeOf(form.get('code_verifier') ?? '')) {
    return refuse('invalid_grant', 'The code verifier does not match the challenge.');
  }
  return issue(store, platform, code.scope);
}

function refresh(store: Store, platform: OAuthPlatform, form: URLSearchParams): Response {
  const token = form.get('refresh_token') ?? '';
  const grant = store.state.refreshTokens[token];
  // Seeded connections hold tokens that nobody issued here.
  const isSeeded = token.startsWith(OWN_TOKEN);
  if (!isSeeded && grant?.platform !== platform) return refuse('invalid_grant', 'Token has been expired or revoked.');
  // X rotates, Google keeps.
  if (platform === 'gmail') return issue(store, platform, grant?.scope ?? '', { keepRefreshToken: true });
  store.update((state) => {
    state.refreshTokens = without(state.refreshTokens, token);
  });
  return issue(store, platform, grant?.scope ?? 'tweet.read tweet.write users.read offline.access');
}

function issue(store: Store, platform: OAuthPlatform, scope: string, { keepRefreshToken = false } = {}): Response {
  const refreshToken = keepRefreshToken ? undefined : randomBytes(24).toString('base64url');
  if (refreshToken) {
    store.update((state) => {
      state.refreshTokens[refreshToken] = { platform, scope, issuedAt: new Date().toISOString() };
    });
  }
  return Response.json(
    {
      token_type: platform === 'twitter' ? 'bearer' : 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS[platform],
      access_token: `${OWN_TOKEN}${randomBytes(24).toString('base64url')}`,
      scope,
      ...(refreshToken ? { refresh_token: refreshToken } : {}),
    },
    { headers: { 'cache-control': 'no-store' } },
  );
}

function clientOf(authorization: string | undefined, form: URLSearchParams): string | undefined {
  const basic = /^Basic (\S+)$/.exec(authorization ?? '')?.[1];
  const fromHeader = basic ? Buffer.from(basic, 'base64').toString().split(':')[0] : undefined;
  return (fromHeader && decodeURIComponent(fromHeader)) || form.get('client_id') || undefined;
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

function refuse(error: string, description: string, status = 400): Response {
  return Response.json({ error, error_description: description }, { status });
}
