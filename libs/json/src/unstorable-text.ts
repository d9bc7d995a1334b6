/** Where a text stands that PostgreSQL cannot keep, and why. */
export interface UnstorableText {
  /** Keys and positions from the root. */
  path: readonly (string | number)[];
  /** The end of a sentence that begins with “The text”. */
  why: string;
}

/** Why a text cannot be kept: jsonb and text columns hold neither NUL nor half of a surrogate pair. */
export function whyUnstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'holds the character U+0000, which cannot be stored';
  return text.isWellFormed()
    ? undefined
    : 'holds half of a character (a surrogate without its pair), which cannot be stored';
}

/**
 * The first text in a value, names included, that cannot be kept. The one rule for everything that a person or a
 * program hands in; what vendors and models send is kept with U+FFFD in its place, so that no run is lost.
 * @param value of bounded depth
 */
export function findUnstorableText(value: unknown): UnstorableText | undefined {
  if (typeof value === 'string') {
    const why = whyUnstorable(value);
    return why === undefined ? undefined : { path: [], why };
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const why = whyUnstorable(key);
    if (why !== undefined) return { path: [], why: `of a name ${why}` };
    const found = findUnstorableText(item);
    if (found) return { path: [Array.isArray(value) ? Number(key) : key, ...found.path], why: found.why };
  }
  return undefined;
}
