import { expect, it } from '@jest/globals';
import { translateOutage } from '../http/outages.js';
import { faultOf, isTemporalOutage, wordsOf } from './temporal-errors.js';

/** As grpc-js gives them, and as the SDK wraps them. */
function grpc(code: number, details: string): Error {
  const cause = Object.assign(new Error(`${code.toString()} X: ${details}`), { code, details });
  return new Error('Failed to start Workflow', { cause });
}
const tooLarge = grpc(8, 'grpc: received message larger than max (5242880 vs. 4194304)');

it.each([
  [grpc(14, 'No connection established'), 'outage'],
  [grpc(4, 'Deadline exceeded'), 'outage'],
  [grpc(8, 'namespace rate limit exceeded'), 'outage'],
  [grpc(8, 'service rate limit exceeded'), 'outage'],
  [tooLarge, 'impossible'],
  [grpc(8, 'Received message larger than max (6000000 vs. 4194304)'), 'impossible'],
  [grpc(3, 'Blob data size exceeds limit.'), 'impossible'],
  [grpc(3, 'Namespace jarvis has no mapping defined for search attribute JarvisKind'), 'failure'],
  [grpc(5, 'workflow not found'), 'failure'],
  [new Error('read ECONNRESET'), 'failure'],
  ['thrown text', 'failure'],
] as const)('%#: an %j means %s', (error, fault) => {
  expect(faultOf(error)).toBe(fault);
});

it('is judged alike by the relay and by the answer to a request', () => {
  for (const error of [tooLarge, grpc(8, 'namespace rate limit exceeded'), grpc(14, 'down'), grpc(3, 'no')]) {
    expect(translateOutage(error) !== undefined).toBe(isTemporalOutage(error));
  }
});

it('gives the words of the server', () => {
  expect(wordsOf(tooLarge)).toBe('grpc: received message larger than max (5242880 vs. 4194304)');
  expect(wordsOf(new Error('other'))).toBe('other');
});
