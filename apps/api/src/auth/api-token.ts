import { createHash } from 'node:crypto';

/** By it a token is told from a session’s, and found by those who look for secrets in texts. */
export const API_TOKEN_PREFIX = 'jarvis_';

/** What is stored of a token. It has 256 random bits, so nothing slower is needed. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
