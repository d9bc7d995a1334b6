import type * as OAuth from 'oauth4webapi';
import type { OAuth2Auth } from './auth.js';
import { ConnectorError } from './errors.js';
import { fromNetworkError } from './network-errors.js';
import { parseRetryAfter } from './retry-after.js';

interface Exchange<T> {
  send: () => Promise<Response>;
  read: (reply: Response) => Promise<T>;
}

/** What is said when it does not come out well. */
interface Words {
  /** What the vendor does not do while it is overloaded or out of order: “gives out no tokens”. */
  busy: string;
  refusalOf: (answer: Refusal) => ConnectorError;
}

/** What came in place of success. `reason`: an error of RFC 6749 5.2, if it is one. */
interface Refusal {
  reason: string | undefined;
  status: number;
  cause: unknown;
}

/** Asks for tokens. @throws ConnectorError `auth` for a dead grant, `permission` for a client that is not taken */
export function requestTokens(
  oauth: typeof OAuth,
  auth: OAuth2Auth,
  exchange: Exchange<OAuth.TokenEndpointResponse>,
): Promise<OAuth.TokenEndpointResponse> {
  const words = { busy: 'gives out no tokens', refusalOf: (answer: Refusal) => tokenRefusal(auth, answer) };
  return atTokenEndpoint(oauth, { vendor: auth.vendor, ...words }, exchange);
}

/** What vendors say of access that has ended already. */
const ENDED = ['invalid_token', 'invalid_grant'];

/** Gives access back; that it has ended already is no error. */
export function requestRevocation(
  oauth: typeof OAuth,
  vendor: string,
  { send, read }: Exchange<undefined>,
): Promise<undefined> {
  const words = { busy: 'takes no access back', refusalOf: (answer: Refusal) => revocationRefusal(vendor, answer) };
  const readUnlessEnded = (reply: Response) =>
    read(reply).catch((error: unknown) => {
      if (ENDED.includes(reasonOf(oauth, error) ?? '')) return undefined;
      throw error;
    });
  return atTokenEndpoint(oauth, { vendor, ...words }, { send, read: readUnlessEnded });
}

/** Never `maybeSent`: whatever becomes of a token, nothing was done with it yet. */
async function atTokenEndpoint<T>(
  oauth: typeof OAuth,
  { vendor, busy, refusalOf }: Words & { vendor: string },
  { send, read }: Exchange<T>,
): Promise<T> {
  const reply = await send().catch((error: unknown) => {
    const { code, message } = fromNetworkError(error, { where: vendor });
    throw new ConnectorError({ code, message, cause: error });
  });
  const { status } = reply;
  if (status === 429 || status >= 500)
    throw new ConnectorError({
      code: status === 429 ? 'rate-limited' : 'unavailable',
      status,
      message: `${vendor} ${busy} right now (HTTP ${status}).`,
      retryAfterMs: parseRetryAfter(reply.headers.get('retry-after')),
    });
  try {
    return await read(reply);
  } catch (cause) {
    throw refusalOf({ reason: reasonOf(oauth, cause), status, cause });
  }
}

/** Its description is the vendor's own text and may repeat what was sent. */
function reasonOf(oauth: typeof OAuth, error: unknown): string | undefined {
  return error instanceof oauth.ResponseBodyError ? error.error : undefined;
}

function tokenRefusal({ vendor, deadGrant = ['invalid_grant'] }: OAuth2Auth, answer: Refusal): ConnectorError {
  const { reason, status, cause } = answer;
  if (reason !== undefined && deadGrant.includes(reason))
    return new ConnectorError({
      code: 'auth',
      status,
      message: `${vendor} has ended this access (${reason}): it was revoked, replaced or not used for too long.`,
      hint: 'Connect the account again under Connections.',
      cause,
    });
  if (reason !== undefined || status === 401) return clientRefused(vendor, answer);
  return new ConnectorError({
    code: 'unavailable',
    status,
    message: `${vendor} answered a request for tokens with something that is none (HTTP ${status}).`,
    cause,
  });
}

function revocationRefusal(vendor: string, answer: Refusal): ConnectorError {
  const { reason, status, cause } = answer;
  if (reason === 'invalid_client' || status === 401) return clientRefused(vendor, answer);
  return new ConnectorError({
    code: 'unknown',
    status,
    message: `${vendor} did not take the access back (${reason ?? `HTTP ${status}`}).`,
    cause,
  });
}

function clientRefused(vendor: string, { reason, status, cause }: Refusal): ConnectorError {
  return new ConnectorError({
    code: 'permission',
    status,
    message: `${vendor} refuses the client that Jarvis is registered with (${reason ?? `HTTP ${status}`}).`,
    hint: 'An owner checks its client id and secret under Connections, or whoever runs Jarvis in JARVIS_OAUTH_CLIENTS.',
    cause,
  });
}
