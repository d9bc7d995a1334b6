import { randomBytes } from 'node:crypto';

/**
 * Whole numbers beyond a double go into the engine and come back as texts that begin with a token which the code cannot
 * know; inside they are bigints. A JSON text of the engine has no other way to say them.
 */
export function newToken(): string {
  return `int-${randomBytes(16).toString('hex')}:`;
}

/** A copy in which such numbers are texts. */
export function withTokens(value: unknown, token: string): unknown {
  if (typeof value === 'bigint') return `${token}${String(value)}`;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withTokens(item, token));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTokens(item, token)]));
}

/** The JSON text in which such texts are numbers again. */
export function withWholeNumbers(text: string, token: string): string {
  return text.replaceAll(new RegExp(`"${token}(-?\\d+)"`, 'g'), '$1');
}
