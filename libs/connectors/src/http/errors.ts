import { codeOfStatus, isAmbiguousStatus, parseRetryAfter, type ConnectorError } from '@jarvis/connector-kit';
import { web } from './platform.js';

/** A reply whose status the step did not expect. */
export interface UnexpectedReply {
  method: string;
  url: string;
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** How often the request was redirected before this reply. */
  redirects: number;
}

/** Maps an unexpected reply to a {@link ConnectorError}, with the start of its body as the server's explanation. */
export function fromHttpReply({ method, url, status, headers, text, redirects }: UnexpectedReply): ConnectorError {
  const { host, pathname } = new URL(url);
  const explanation = text.trim().slice(0, 200);
  return web.error({
    code: codeOfStatus(status),
    status,
    retryAfterMs: parseRetryAfter(headers['retry-after']),
    maybeSent: redirects > 0 || isAmbiguousStatus(status),
    message: `${method} ${host}${pathname} answered ${status}${explanation ? `: ${explanation}` : ''}.`,
    hint: 'If this status is fine, add it to expectStatus.',
  });
}
