import { createHash } from 'node:crypto';
import { renderTemplate } from '@jarvis/expressions';
import { jsonText } from '@jarvis/json';
import type { Limits } from '@jarvis/rules';

/** Longest key that is kept as it is; of a longer one the beginning and a hash are. */
const MAX_KEY = 200;

/** What runs of a rule are counted by. */
export interface Keys {
  concurrency: string;
  throttle: string;
  gather: string;
  /** Null: it is not compared with others. */
  dedupe: string | null;
}

/**
 * Computes the keys of an event. Where an expression fails, for an event that lacks what it names, the event is not lost:
 * it counts with all others of which the same is true, and is taken for no repetition.
 */
export function keysOf(limits: Limits, scope: Record<string, unknown>): Keys {
  const { concurrency, throttle, debounce, batch, dedupe } = limits;
  return {
    concurrency: keyOf(concurrency?.key, scope) ?? '',
    throttle: keyOf(throttle?.key, scope) ?? '',
    gather: keyOf((debounce ?? batch)?.key, scope) ?? '',
    dedupe: keyOf(dedupe?.key, scope) ?? null,
  };
}

function keyOf(template: string | undefined, scope: Record<string, unknown>): string | undefined {
  if (template === undefined) return undefined;
  try {
    const value = renderTemplate(template, scope);
    if (value === null) return undefined;
    const text = typeof value === 'string' ? value : jsonText(value);
    const key = text.replaceAll('\0', '\ufffd');
    if (key.length <= MAX_KEY) return key;
    return `${key.slice(0, MAX_KEY / 2)}… ${createHash('sha256').update(key).digest('hex')}`;
  } catch {
    return undefined;
  }
}
