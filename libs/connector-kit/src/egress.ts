import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isHostAllowed, isPublicAddress } from './addresses.js';
import { ConnectorError } from './errors.js';
import { fromNetworkError } from './network-errors.js';

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
    throw new EgressRefusal(url.href, 'only http and https addresses can be called');
  if (url.username || url.password)
    throw new EgressRefusal(
      url.origin,
      'an address must not contain a user name or password',
      'Send credentials in a header.',
    );
  const isSandbox = policy.sandbox !== undefined && new URL(policy.sandbox).origin === url.origin;
  if (policy.allowHosts && !isSandbox && !isHostAllowed(url.hostname, policy.allowHosts)) {
    throw new EgressRefusal(url.hostname, 'this host is not on the list of allowed hosts');
  }
}

/**
 * Resolves a name and gives the addresses to connect to, so that those checked are those used
 * (a second look-up could answer differently: DNS rebinding).
 * @throws ConnectorError `permission` when any of them is not public
 */
export async function resolveTarget(target: EgressTarget, policy: EgressPolicy): Promise<string[]> {
  const hostname = bare(target.hostname);
  if (policy.sandbox && !isTrusted(target, policy)) {
    throw new EgressRefusal(
      hostname,
      'this installation runs against the sandbox and calls nothing outside',
      'To call this address, connect HTTP to it with the real address switched on, and name the connection in the step.',
    );
  }
  const addresses = isIP(hostname) ? [hostname] : await (policy.lookup ?? resolveName)(hostname);
  if (addresses.length === 0) throw new EgressRefusal(hostname, 'its name has no address');
  checkAddresses(addresses, target, policy);
  return addresses;
}

/**
 * Why every request to `url` would be refused, as far as the address itself tells: no name is looked up. Where the sandbox
 * stands for everything else, what it refuses anyway is judged as if it did not.
 */
export function refusalOf(url: URL, { sandbox, ...policy }: EgressPolicy): ConnectorError | undefined {
  try {
    checkTarget(url, { ...policy, sandbox });
    if (sandbox !== undefined && new URL(sandbox).origin === url.origin) return undefined;
    const { hostname, port } = targetOf(url);
    const target = { hostname: isLocalName(hostname) ? '127.0.0.1' : hostname, port };
    const address = bare(target.hostname);
    if (isIP(address)) checkAddresses([address], target, policy);
    return undefined;
  } catch (error) {
    if (error instanceof EgressRefusal) return error.beforehand();
    throw error;
  }
}

function checkAddresses(addresses: readonly string[], target: EgressTarget, policy: EgressPolicy): void {
  if (!isTrusted(target, policy) && !addresses.every(isPublicAddress))
    throw new EgressRefusal(bare(target.hostname), 'it leads into a private network');
}

/** How long a check waits for a name's address. */
const LOOKUP_PATIENCE_MS = 2_000;

/**
 * Says before any request whether one to `url` would be refused, by the same rules as the request itself: those of
 * {@link refusalOf}, and where no sandbox stands for everything else also by what its name leads to.
 * @throws ConnectorError `permission` when every request would be refused; `unavailable` when the name has no address
 * now, which may be different later
 */
export async function checkAddress(url: URL, policy: EgressPolicy): Promise<void> {
  const refusal = refusalOf(url, policy);
  if (refusal) throw refusal;
  if (policy.sandbox !== undefined) return;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new LookupTimeout()), LOOKUP_PATIENCE_MS);
  try {
    await Promise.race([resolveTarget(targetOf(url), policy), late.promise]);
  } catch (error) {
    throw error instanceof EgressRefusal ? error.beforehand() : fromNetworkError(error, { where: url.hostname });
  } finally {
    clearTimeout(timer);
  }
}

/** Looks to those who map errors like a resolver that gave up. */
class LookupTimeout extends Error {
  readonly code = 'EAI_AGAIN';
}

/** Names that are this machine's own whatever a resolver says (RFC 6761 6.3). */
function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname);
}

/** A host name without the brackets that a URL puts around an IPv6 address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
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

const PUBLIC_ONLY = 'Use an address on the public internet that this installation allows.';

/** Why a place may not be called. */
class EgressRefusal extends ConnectorError {
  constructor(
    private readonly where: string,
    private readonly why: string,
    hint = PUBLIC_ONLY,
  ) {
    super({ code: 'permission', message: `The request to ${where} was not sent: ${why}.`, hint });
  }

  /** The same, said before anything is to be sent. */
  beforehand(): ConnectorError {
    const message = `Every request to ${this.where} would be refused: ${this.why}.`;
    return new ConnectorError({ code: 'permission', message, hint: this.hint, cause: this });
  }
}
