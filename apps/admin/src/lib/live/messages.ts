import '#lib/api/zod-without-eval.ts';
import { LiveServerMessage } from '@jarvis/contracts';

/** One message of the socket, or null when it is not one we know: a newer server may say more. */
export function readMessage(data: unknown): LiveServerMessage | null {
  if (typeof data !== 'string') return null;
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return null;
  }
  const parsed = LiveServerMessage.safeParse(json);
  return parsed.success ? parsed.data : null;
}
