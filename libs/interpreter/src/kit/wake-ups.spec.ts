import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { WakeUps } from './wake-ups.js';

describe('WakeUps', () => {
  it('keeps an answer that came before anybody waited for it, once', () => {
    const wakeUps = new WakeUps();
    const approvalId = randomUUID();
    wakeUps.decide({ approvalId, decision: 'approved' });
    expect(wakeUps.hasDecision(approvalId)).toBe(true);
    expect(wakeUps.takeDecision(approvalId)).toMatchObject({ decision: 'approved' });
    expect(wakeUps.hasDecision(approvalId)).toBe(false);
  });

  it('ignores what is no answer and what is about something else', () => {
    const wakeUps = new WakeUps();
    const approvalId = randomUUID();
    for (const rubbish of [undefined, 'yes', { approvalId }, { approvalId, decision: 'maybe' }]) {
      wakeUps.decide(rubbish);
      wakeUps.resolve(rubbish);
    }
    wakeUps.decide({ approvalId: randomUUID(), decision: 'approved' });
    expect(wakeUps.hasDecision(approvalId)).toBe(false);
  });

  it('wakes each that waits to look again, once', () => {
    const wakeUps = new WakeUps();
    const [approvalId, effectId] = [randomUUID(), randomUUID()];
    const wait = (): boolean[] => [wakeUps.hasDecision(approvalId), wakeUps.hasResolution(effectId)];
    expect(wait()).toEqual([false, false]);
    wakeUps.nudge();
    expect(wait()).toEqual([true, true]);
    expect(wakeUps.takeDecision(approvalId)).toBeUndefined();
    expect(wait()).toEqual([false, true]);
    wakeUps.takeResolution(effectId);
    expect(wait()).toEqual([false, false]);
  });

  it('tells only the first of a nudge that came while nobody waited', () => {
    const wakeUps = new WakeUps();
    const [first, second] = [randomUUID(), randomUUID()];
    wakeUps.nudge();
    expect(wakeUps.hasDecision(first)).toBe(true);
    wakeUps.takeDecision(first);
    wakeUps.forget(first);
    expect(wakeUps.hasDecision(second)).toBe(false);
  });

  it('tells the same step of two items apart', () => {
    const wakeUps = new WakeUps();
    const step = (iteration: string) => ({ path: 'steps[0].steps[0]', iteration });
    wakeUps.retry({ stepPath: 'steps[0].steps[0]', iteration: 'each#1' });
    expect(wakeUps.hasRetry(step('each#0'))).toBe(false);
    expect([wakeUps.takeRetry(step('each#1')), wakeUps.takeRetry(step('each#1'))]).toEqual([true, false]);
  });

  it('does not grow without limit', () => {
    const wakeUps = new WakeUps();
    const ids = Array.from({ length: 1001 }, () => randomUUID());
    for (const approvalId of ids) wakeUps.decide({ approvalId, decision: 'rejected' });
    expect(ids.filter((id) => wakeUps.hasDecision(id))).toHaveLength(1000);
  });
});
