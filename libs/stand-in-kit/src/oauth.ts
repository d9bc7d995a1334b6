import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { accountOf, isAcceptedToken, OWN_TOKEN, ownAccount, SOMEBODY_ELSE, type Account } from './accounts.js';
import type { Store } from './store.js';

/** A grant that a person has given, and a code for it that was not exchanged yet; by their secrets. */
const Grants = z.record(
  z.string(),
  z.object({
    platform: z.string(),
    scope: z.string(),
    issuedAt: z.string(),
    /** In every token that was made with it. */
    grant: z.string().optional(),
    /** Whose it is; the own account's when left out. */
    owner: z.string().optional(),
  }),
);
const Codes = z.record(
  z.string(),
  z.object({
    platform: z.string(),
    clientId: z.string(),
    redirectUri: z.string(),
    scope: z.string(),
    challenge: z.string().optional(),
    owner: z.string().optional(),
    /** Milliseconds since the epoch. */
    expiresAt: z.number(),
  }),
);
type Code = z.infer<typeof Codes>[string];

/** What one vendor's sign-in and tokens are like. */
export interface OAuthTerms {
  /** Who asks for consent: “X”. */
  title: string;
  /** What people are called there. */
  nameOf(account: Account): string;
  /** The real address of the consent page. */
  authorizeUrl: string;
  /** How it calls itself in its answers (RFC 9207), if it does. */
  issuer?: string;
  /** Whether it insists on PKCE. */
  pkce: boolean;
  codeLifetimeMs: number;
  accessTokenSeconds: number;
  tokenType: string;
  /** How it refuses a code or refresh token that is good for nothing (any more). */
  deadGrant: { error: string; code: string; refreshToken: string };
  /** Whether a refresh token is used up by its use. */
  rotates: boolean;
  /** Scope of tokens that nobody was asked for here: those of seeded connections. */
  seededScope: string;
}

/** The sandbox's authorization server, which all vendors share. */
export interface OAuthParty {
  platform: string;
  terms: OAuthTerms;
  store: Store;
}

/** Grants that were given back; of each the part that its tokens have in common. */
const revokedOf = (store: Store) => store.part('revokedGrants', z.array(z.string()), []);

/** Who can be signed in at the consent page, each with what names it in a form. */
export const people: readonly { owner: string; account: Account }[] = [
  { owner: '', account: ownAccount },
  { owner: SOMEBODY_ELSE, account: accountOf(`${SOMEBODY_ELSE}.`) },
];

/** Whether a token is somebody's and its grant was not given back. */
export function isLiveToken(store: Store, token: string): boolean {
  return isAcceptedToken(token) && !revokedOf(store).value.some((grant) => token.split('.').includes(grant));
}

/** The revocation endpoint of a vendor (RFC 7009): a token that is none is no error. */
export async function revokeTokens({ store }: OAuthParty, request: TokenRequest): Promise<Response> {
  const token = new URLSearchParams(await request.text()).get('token');
  if (!token) return refuse('invalid_request', 'The token is missing.');
  const grants = grantsOf(store);
  const grant = grants.value[token]?.grant ?? token.split('.').at(-2);
  grants.value = Object.fromEntries(
    Object.entries(grants.value).filter(([name, value]) => name !== token && value.grant !== grant),
  );
  if (grant) revokedOf(store).value = [...revokedOf(store).value, grant];
  return Response.json({ revoked: true });
}

const codesOf = (store: Store) => store.part('codes', Codes, {});
const grantsOf = (store: Store) => store.part('refreshTokens', Grants, {});

/** Issues a code for what a person has agreed to. */
export function issueCode(
  { platform, terms, store }: OAuthParty,
  given: Pick<Code, 'clientId' | 'redirectUri' | 'scope' | 'challenge' | 'owner'>,
): string {
  const code = random();
  const codes = codesOf(store);
  codes.value = { ...codes.value, [code]: { platform, ...given, expiresAt: Date.now() + terms.codeLifetimeMs } };
  return code;
}

interface TokenRequest {
  header(name: string): string | undefined;
  text(): Promise<string>;
}

/** The token endpoint of a vendor (RFC 6749 4.1.3 and 6): forms only, client identified, PKCE checked. */
export async function exchangeTokens(party: OAuthParty, request: TokenRequest): Promise<Response> {
  if (!request.header('content-type')?.startsWith('application/x-www-form-urlencoded'))
    return refuse('invalid_request', 'The request must be form-encoded.');
  const form = new URLSearchParams(await request.text());
  const clientId = clientOf(request.header('authorization'), form);
  if (!clientId) return refuse('invalid_client', 'Client authentication is missing.', 401);
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(party, form, clientId);
    case 'refresh_token':
      return refresh(party, form);
    default:
      return refuse('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
  }
}

function exchangeCode(party: OAuthParty, form: URLSearchParams, clientId: string): Response {
  const key = form.get('code') ?? '';
  const codes = codesOf(party.store);
  const code = codes.value[key];
  // A code is used up by the first try, good or bad.
  codes.value = without(codes.value, key);
  const matches =
    code?.platform === party.platform &&
    code.clientId === clientId &&
    code.redirectUri === form.get('redirect_uri') &&
    code.expiresAt > Date.now();
  const { deadGrant } = party.terms;
  if (!matches) return refuse(deadGrant.error, deadGrant.code);
  if (code.challenge !== undefined && code.challenge !== challengeOf(form.get('code_verifier') ?? '')) {
    return refuse(deadGrant.error, 'The code verifier does not match the challenge.');
  }
  return issue(party, { scope: code.scope, owner: code.owner });
}

function refresh(party: OAuthParty, form: URLSearchParams): Response {
  const token = form.get('refresh_token') ?? '';
  const grants = grantsOf(party.store);
  const grant = grants.value[token];
  // Seeded connections hold tokens that nobody issued here.
  const isSeeded = token.startsWith(OWN_TOKEN);
  const { deadGrant } = party.terms;
  if (!isSeeded && grant?.platform !== party.platform) return refuse(deadGrant.error, deadGrant.refreshToken);
  const given = { scope: grant?.scope ?? party.terms.seededScope, owner: grant?.owner, grant: grant?.grant };
  if (!party.terms.rotates) return issue(party, { ...given, keepRefreshToken: true });
  grants.value = without(grants.value, token);
  return issue(party, given);
}

const random = () => randomBytes(24).toString('base64url');

interface Given {
  scope: string;
  owner?: string | undefined;
  grant?: string | undefined;
  keepRefreshToken?: boolean;
}

function issue(
  { platform, terms, store }: OAuthParty,
  { scope, owner, grant = random(), keepRefreshToken = false }: Given,
): Response {
  const refreshToken = keepRefreshToken ? undefined : random();
  if (refreshToken) {
    const grants = grantsOf(store);
    const issuedAt = new Date().toISOString();
    grants.value = { ...grants.value, [refreshToken]: { platform, scope, issuedAt, grant, owner } };
  }
  return Response.json(
    {
      token_type: terms.tokenType,
      expires_in: terms.accessTokenSeconds,
      access_token: [owner || OWN_TOKEN, grant, random()].join('.'),
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
