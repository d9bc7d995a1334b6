import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';

/**
 * An address as it is compared and stored: without the zone of an IPv6 address, which means something on the caller's
 * machine only, and IPv4 as IPv4. Undefined for what is no address.
 */
export function plainAddress(text: string | undefined): string | undefined {
  const address = text?.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return address === undefined || isIP(address) === 0 ? undefined : address;
}

/** The caller's address: as a trusted proxy tells it, or of the connection when that is no address. */
export function callerAddress({ ip, socket }: { ip: string; socket: { remoteAddress?: string | undefined } }): string {
  return plainAddress(ip) ?? plainAddress(socket.remoteAddress) ?? '0.0.0.0';
}

/** The same for a request that Fastify does not see: an upgrade to WebSocket. */
export function createAddressReader(trustedProxies: string[]): (request: IncomingMessage) => string {
  const trust = proxyAddress.compile(trustedProxies);
  return (request) => callerAddress({ ip: proxyAddress(request, trust), socket: request.socket });
}

/** Whom an address belongs to when attempts are counted: who has one IPv6 address usually has a /64 of them. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const all = [
    ...groups,
    ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'),
    ...after,
  ];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`;
}
