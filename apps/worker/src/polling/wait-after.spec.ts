import { expect, it } from '@jest/globals';
import { ConnectorError } from '@jarvis/connector-kit';
import { waitAfter } from './wait-after.js';

const asked = (retryAfterMs: number) => new ConnectorError({ code: 'rate-limited', message: 'x', retryAfterMs });

it.each([
  [{ failures: 0, everyMs: 30_000, error: new Error('x') }, 30_000],
  [{ failures: 2, everyMs: 30_000, error: new Error('x') }, 120_000],
  [{ failures: 500, everyMs: 30_000, error: new Error('x') }, 900_000],
  [{ failures: 9, everyMs: 3_600_000, error: new Error('x') }, 3_600_000],
  [{ failures: 0, everyMs: 30_000, error: asked(120_000) }, 120_000],
  [{ failures: 3, everyMs: 30_000, error: asked(1_000) }, 240_000],
  [{ failures: 0, everyMs: 30_000, error: asked(1e15) }, 86_400_000],
])('%j waits %i ms', (given, waitMs) => {
  expect(waitAfter(given)).toBe(waitMs);
});
