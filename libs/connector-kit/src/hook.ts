import type { IncomingHttpHeaders } from 'node:http';

/** A delivery of a vendor as it came. */
export interface HookDelivery {
  method: string;
  /** As the vendor called it, with its host and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Deliveries about every account of one app of ours. One says only where there is something to look at: the polls of the
 * accounts that it names are due at once, and what happened is read there. So nothing is lost where a delivery does not
 * come, nothing doubled where it comes twice, and nothing forged by what is in it.
 */
export interface Hook {
  /** How whoever runs an installation has it sent. */
  setUp: string;
  /** Some time after a delivery the vendor's lists show what it is about, if they do not at once. */
  lagMs: number;
  /** Whether the vendor signed it, with the secret that both know. */
  verify(delivery: HookDelivery, known: { clientSecret: string; now: Date }): boolean;
  /** The vendor's ids of the accounts that it is about; none in a body that cannot be read. */
  accounts(body: Buffer): string[];
}
