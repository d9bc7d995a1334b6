import { describe, expect, it } from '@jest/globals';
import { statusWords } from '../../format/words.js';
import { effectStatus } from './effect-status.js';

describe('the status of an effect', () => {
  it.each(['waiting', 'running'] as const)('is no failure while its step is %s', (status) => {
    expect(effectStatus('failed', { status })).toBe('retrying');
    expect(statusWords('retrying')).toEqual({ label: 'To be tried again', tone: 'wait' });
  });

  it.each(['failed', 'cancelled', 'succeeded'] as const)('is what the ledger says once its step has %s', (status) => {
    expect(effectStatus('failed', { status })).toBe('failed');
  });

  it('is what the ledger says of everything that did not fail', () => {
    expect(effectStatus('unknown', { status: 'waiting' })).toBe('unknown');
    expect(effectStatus('sent', { status: 'running' })).toBe('sent');
  });
});
