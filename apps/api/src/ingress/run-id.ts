import { createHash } from 'node:crypto';

/**
 * The run of a delivery, derived from where it came from and the sender's id of it: whoever computes it, before
 * or after a crash, gets the same one. A UUID of version 8 (RFC 9562, custom) over SHA-256.
 */
export function runIdOfDelivery({ source, deliveryId }: { source: string; deliveryId: string }): string {
  const bytes = createHash('sha256').update(`jarvis/run\n${source}\n${deliveryId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
