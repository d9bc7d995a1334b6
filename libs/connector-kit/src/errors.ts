import type { ErrorCode } from '@jarvis/vocabulary';
import { namedWait } from './retry-after.js';

/** Parts of a {@link ConnectorError}. */
export interface ConnectorErrorOptions {
  /** The ledger decides from it whether a retry can help. */
  code: ErrorCode;
  /** For a person: what happened and where. No secrets, no stack. */
  message: string;
  /** For a person: what to do about it. */
  hint?: string;
  platform?: string;
  /** HTTP status of the vendor's reply, if there was one. */
  status?: number;
  /** How long the vendor asked us to wait, in milliseconds. */
  retryAfterMs?: number;
  /** True when the request may have taken effect although we hold no proof (timeout, reset or 5xx after sending). */
  maybeSent?: boolean;
  cause?: unknown;
}

/** The only error an action throws on purpose. The activity boundary turns it into a Temporal failure. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly platform: string | undefined;
  readonly status: number | undefined;
  /** Always in the future: a wait of nothing, or one that has passed, is none. May be absurdly long. */
  readonly retryAfterMs: number | undefined;
  readonly maybeSent: boolean;

  constructor(options: ConnectorErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.platform = options.platform;
    this.status = options.status;
    this.retryAfterMs = namedWait(options.retryAfterMs);
    this.maybeSent = options.maybeSent ?? false;
  }

  /** Whether the same request can succeed later without anyone changing anything. */
  get retryable(): boolean {
    return this.code === 'rate-limited' || this.code === 'unavailable';
  }

  /** The same, of a request of which an earlier part had already been taken. */
  afterSending(): ConnectorError {
    const { code, message, hint, platform, status, retryAfterMs, cause } = this;
    return new ConnectorError({ code, message, hint, platform, status, retryAfterMs, cause, maybeSent: true });
  }

  /** Message and hint as one line for logs, run records and the admin. */
  get userMessage(): string {
    return this.hint ? `${this.message} ${this.hint}` : this.message;
  }
}
