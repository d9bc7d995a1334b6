import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isHostAllowed, isPublicAddress } from './addresses.js';
import { ConnectorError } from './errors.js';

/** Where outgoing requests may go. */
export interface EgressPolicy {
  /** Host names allowed (`*.example.com` for all below); left out: every public host. */
  allowHosts?: readonly string[];
  /** The sandbox's address. When set, it is the only place a request may go: nothing leaves the machine. */
  sandbox?: string;
}

/** Where a connection is to be opened. */
export interface EgressTarget {
  hostname: string;
  port: number;
}

/** Names refused before any connection is opened; also run for each redirect. */
export function checkTarget(url: URL, policy: EgressPolicy): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(url.href, 'only http and https addresses can be called');
  if (url.username || url.password)
    throw refused(
      url.origin,
      'an address must not contain a user name or password',
      'Send credentials in a header.',
    );
  if (
    policy.allowHosts &&
    !isSandbox(targetOf(url), policy) &&
    !isHostAllowed(url.hostname, policy.allowHosts)
  ) {
    throw refused(url.hostname, 'this host is not on the list of allowed hosts');
  }
}

/**
 * Resolves a name and gives the one address to connect to, so that the address checked is the address used
 * (a second look-up could answer differently: DNS rebinding).
 * @throws ConnectorError `permission` when any of its addresses is not public
 */
export async function resolveTarget(target: EgressTarget, policy: EgressPolicy): Promise<string> {
  const hostname = target.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(hostname)
    ? [hostname]
    : (await lookup(hostname, { all: true })).map(({ address }) => address);
  const [first] = addresses;
  if (first === undefined) throw refused(hostname, 'its name has no address');
  if (isSandbox(target, policy)) return first;
  if (policy.sandbox) {
    throw refused(
      hostname,
      'this installation runs against the sandbox and calls nothing outside',
      'Unset SANDBOX_URL to let rules call the network.',
    );
  }
  if (!addresses.every(isPublicAddress)) throw refused(hostname, 'it leads into a private network');
  return first;
}

function isSandbox(target: EgressTarget, { sandbox }: EgressPolicy): boolean {
  if (!sandbox) return false;
  const { hostname, port } = targetOf(new URL(sandbox));
  return target.hostname === hostname && target.port === port;
}

/** Host and port of a URL with the scheme's default filled in. */
export function targetOf(url: URL): EgressTarget {
  return {
    hostname: url.hostname,
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  };
}

function refused(
  where: string,
  why: string,
  hint = 'Use an address on the public internet that this installation allows.',
): ConnectorError {
  return new ConnectorError({
    code: 'permission',
    message: `The request to ${where} was not sent: ${why}.`,
    hint,
  });
}
