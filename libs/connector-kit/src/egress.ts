import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isHostAllowed, isPublicAddress } from './addresses.js';
import { ConnectorError } from './errors.js';

/** Where outgoing requests may go. */
export interface EgressPolicy {
  /** Host names allowed besides the sandbox (`*.example.com` for all below); left out: every public host. */
  allowHosts?: readonly string[];
  /** The sandbox's address. When set, only it and `trusted` can be reached: nothing leaves the machine. */
  sandbox?: string;
  /** `host:port` of services inside the network that the operator lets rules call although their address is private. */
  trusted?: readonly string[];
  /** Resolves names; default is the system's resolver. */
  lookup?: (hostname: string) => Promise<string[]>;
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
    throw refused(url.origin, 'an address must not contain a user name or password', 'Send credentials in a header.');
  const isSandbox = policy.sandbox !== undefined && new URL(policy.sandbox).origin === url.origin;
  if (policy.allowHosts && !isSandbox && !isHostAllowed(url.hostname, policy.allowHosts)) {
    throw refused(url.hostname, 'this host is not on the list of allowed hosts');
  }
}

/**
 * Resolves a name and gives the addresses to connect to, so that those checked are those used
 * (a second look-up could answer differently: DNS rebinding).
 * @throws ConnectorError `permission` when any of them is not public
 */
export async function resolveTarget(target: EgressTarget, policy: EgressPolicy): Promise<string[]> {
  const hostname = target.hostname.replace(/^\[|\]$/g, '');
  const trusted = isTrusted(target, policy);
  if (policy.sandbox && !trusted) {
    throw refused(
      hostname,
      'this installation runs against the sandbox and calls nothing outside',
      'To call this address, connect HTTP to it with the real address switched on, and name the connection in the step.',
    );
  }
  const addresses = isIP(hostname) ? [hostname] : await (policy.lookup ?? resolveName)(hostname);
  if (addresses.length === 0) throw refused(hostname, 'its name has no address');
  if (!trusted && !addresses.every(isPublicAddress)) throw refused(hostname, 'it leads into a private network');
  return addresses;
}

function isTrusted(target: EgressTarget, { sandbox, trusted = [] }: EgressPolicy): boolean {
  const place = ({ hostname, port }: EgressTarget) => `${hostname}:${port}`;
  return (
    trusted.includes(place(target)) || (sandbox !== undefined && place(targetOf(new URL(sandbox))) === place(target))
  );
}

async function resolveName(hostname: string): Promise<string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

/** Host and port of a URL with the scheme's default filled in. */
function targetOf(url: URL): EgressTarget {
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
