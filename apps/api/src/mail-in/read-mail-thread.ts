import type { MailEvent } from '@jarvis/triggers';
import { readMail } from './read-mail.js';

/** What the thread of mails does. @returns null for what cannot be read */
export function read(raw: Uint8Array): Promise<MailEvent | null> {
  return readMail(raw).catch(() => null);
}
