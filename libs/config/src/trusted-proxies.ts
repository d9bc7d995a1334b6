import { isIP } from 'node:net';
import { z } from 'zod';

const RANGES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Addresses, networks (CIDR) and named ranges, comma separated; `none` trusts nobody. */
export const TrustedProxies = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => (parts.length === 1 && parts[0] === 'none') || parts.every(isNetwork), {
    error: 'names something that is no address, network or range',
  })
  .transform((parts) => (parts[0] === 'none' ? [] : parts));

function isNetwork(text: string): boolean {
  if (RANGES.has(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}
