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
]);

/** What is wrong with a certificate, by the code of Node's TLS. The request was not sent. */
const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself and not by an authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'leads to an authority that this machine does not trust',
  UNABLE_TO_GET_ISSUER_CERT: 'comes without the certificate of its issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'comes without the certificate of its issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes without the certificate of its issuer',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
};

/** The two ends could not agree on how to encrypt, or one of them does not at all. Nothing was sent. */
const HANDSHAKE = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
]);

/**
 * Maps an error of the network (Node, undici, an SDK that wraps them) to a {@link ConnectorError}: `unavailable`, with
 * `maybeSent` unless the code proves that nothing was sent. An error that already is one is passed on unchanged.
 * @param place.answered the status had arrived, and the rest of the reply failed
 */
export function fromNetworkError(
  error: unknown,
  { where, platform, answered = false }: { where: string; platform?: string; answered?: boolean },
): ConnectorError {
  const chain = causeChain(error);
  const known = chain.find((item) => item instanceof ConnectorError);
  if (known instanceof ConnectorError) return known;
  const codes = chain.map(codeOf).filter((code) => code !== undefined);
  const certificate = codes.map((code) => CERTIFICATE[code]).find((words) => words !== undefined);
  if (certificate !== undefined) {
    return new ConnectorError({
      code: 'unavailable',
      platform,
      message: `The connection to ${where} was given up: its certificate ${certificate} (${codes[0] ?? ''}). Nothing was sent.`,
      hint: 'The service needs a certificate that this machine trusts. For an authority of your own, start the worker with NODE_EXTRA_CA_CERTS.',
      cause: error,
    });
  }
  const handshake = codes.find((code) => HANDSHAKE.has(code));
  if (handshake !== undefined) {
    return new ConnectorError({
      code: 'unavailable',
      platform,
      message: `The connection to ${where} was given up: it could not be encrypted (${handshake}). Nothing was sent.`,
      hint: 'Check the address and its port: what answers there may speak http and not https.',
      cause: error,
    });
  }
  const unsent = codes.some((code) => NOT_SENT.has(code));
  const reason = unsent ? 'could not be reached' : reasonOf(chain, codes, answered);
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

/** What went wrong after the request had begun to leave, in words. */
function reasonOf(chain: readonly unknown[], codes: readonly string[], answered: boolean): string {
  const names = chain.map(nameOf);
  if (names.includes('TimeoutError') || names.includes('AbortError'))
    return answered ? 'did not finish its reply in time' : 'did not answer in time';
  if (codes.includes('UND_ERR_HEADERS_OVERFLOW')) return 'answered with headers that are too large';
  if (names.includes('HTTPParserError')) return 'answered with something that is not HTTP';
  return 'broke off the connection';
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
