import ipaddr from 'ipaddr.js';

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
  // ::/96 (v4-compatible, RFC 4291 2.5.5.1) has no range name of its own.
  if (parsed instanceof ipaddr.IPv6 && parsed.parts.slice(0, 6).every((part) => part === 0)) return false;
  return !METADATA_ADDRESSES.has(parsed.toString());
}

/** Whether `host` is one of `allowed`; an entry `*.example.com` covers every name below example.com. */
export function isHostAllowed(host: string, allowed: readonly string[]): boolean {
  const name = host.toLowerCase();
  return allowed.some((entry) =>
    entry.startsWith('*.') ? name.endsWith(entry.slice(1)) && name.length > entry.length - 1 : name === entry,
  );
}
