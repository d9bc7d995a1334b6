import ipaddr from 'ipaddr.js';

/** What IANA has given out for the public IPv6 internet; all else is reserved, a dummy or a special purpose. */
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::');
const GLOBAL_UNICAST_BITS = 3;

/** Azure's platform endpoint: a public-looking address that answers only inside a virtual machine. */
const METADATA_ADDRESSES = new Set(['168.63.129.16']);

/**
 * Whether an address is on the public internet: not private, loopback, link-local, carrier-grade NAT, reserved,
 * multicast, a metadata service, nor an IPv6 form (mapped, NAT64, 6to4, Teredo, v4-compatible) that hides an IPv4 one.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  // Of the rest many have no range name of their own, such as v4-compatible ::/96 and dummies under 100::/16.
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_UNICAST, GLOBAL_UNICAST_BITS)) return false;
  return !METADATA_ADDRESSES.has(parsed.toString());
}

/** Whether `host` is one of `allowed`; an entry `*.example.com` covers every name below example.com. */
export function isHostAllowed(host: string, allowed: readonly string[]): boolean {
  const name = host.toLowerCase();
  return allowed.some((entry) =>
    entry.startsWith('*.') ? name.endsWith(entry.slice(1)) && name.length > entry.length - 1 : name === entry,
  );
}
