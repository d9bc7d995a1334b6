import { isRecord } from '../../../format/json-schema.ts';
import { plain } from '../../../format/plain.ts';

/** What the form calls them. */
export const LIMIT_LABELS: Record<string, string> = {
  concurrency: 'At once',
  throttle: 'Pace',
  debounce: 'Wait for quiet',
  batch: 'Collect',
  dedupe: 'Ignore repeats',
};

const WORDS: Record<string, (limit: Record<string, unknown>) => string> = {
  concurrency: ({ limit }) => `at most ${plain(limit)} at once`,
  throttle: ({ limit, per }) => `${plain(limit)} in ${plain(per)}`,
  debounce: ({ quiet }) => `after ${plain(quiet)} of quiet`,
  batch: ({ size }) => `up to ${plain(size)} events together`,
  dedupe: ({ window }) => `once in ${plain(window)}`,
};

/** The limits of a rule in a few words; empty where it has none. */
export function limitWords(limits: unknown): string {
  if (!isRecord(limits)) return '';
  return Object.entries(limits)
    .flatMap(([name, limit]) => {
      const words = WORDS[name];
      if (!words || !isRecord(limit)) return [];
      const key = plain(limit['key']);
      return key === '' ? words(limit) : `${words(limit)} per ${lastName(key)}`;
    })
    .join(', ');
}

/** Of a key that is one path its last name, of any other the whole: “id” says enough beside an order. */
function lastName(key: string): string {
  const [, path] = /^\$\{\{\s*([\w.]+)\s*\}\}$/.exec(key) ?? [];
  if (path === undefined) return key;
  const names = path.split('.');
  return (names.at(-1) === 'id' ? names.at(-2) : names.at(-1)) ?? path;
}
