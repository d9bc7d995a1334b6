import { ConnectorError } from './errors.js';

/** Failures before the first byte of the request left. */
const NOT_SENT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_INVALID_URL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * Maps an error of the network (Node, undici, an SDK that wraps them) to a {@link ConnectorError}: `unavailable`, with
 * `maybeSent` unless the code proves that nothing was sent. An error that already is one is passed on unchanged.
 */
export function fromNetworkError(
  error: unknown,
  { where, platform }: { where: string; platform?: string },
): ConnectorError {
  const chain = causeChain(error);
  const known = chain.find((item) => item instanceof ConnectorError);
  if (known instanceof ConnectorError) return known;
  const codes = chain.map(codeOf).filter((code) => code !== undefined);
  const timedOut = chain.some((item) => nameOf(item) === 'TimeoutError' || nameOf(item) === 'AbortError');
  const unsent = codes.some((code) => NOT_SENT.has(code));
  const reason = unsent ? 'could not be reached' : timedOut ? 'did not answer in time' : 'broke off the connection';
  return new ConnectorError({
    code: 'unavailable',
    platform,
    message: `${where} ${reason}${codes[0] ? ` (${codes[0]})` : ''}.`,
    hint: unsent
      ? 'Check the address and that the service is up.'
      : 'Whether the request took effect is checked before it is repeated.',
    maybeSent: !unsent,
    cause: error,
  });
}

/** The `code` of a system error, such as ECONNRESET, if it has one. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

function nameOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string'
    ? error.name
    : undefined;
}

function causeChain(error: unknown): unknown[] {
  const chain: unknown[] = [];
  // Bounded: a cause may point back at its holder.
  for (let item = error; item !== undefined && item !== null && chain.length < 8;) {
    chain.push(item);
    if (item instanceof AggregateError) chain.push(...(item.errors as unknown[]));
    item = typeof item === 'object' && 'cause' in item ? item.cause : undefined;
  }
  return chain;
}
