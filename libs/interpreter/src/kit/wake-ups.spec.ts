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

  it('wakes whoever waits to look again, once', () => {
    const wakeUps = new WakeUps();
    const [approvalId, effectId] = [randomUUID(), randomUUID()];
    wakeUps.nudge();
    expect([wakeUps.hasDecision(approvalId), wakeUps.hasResolution(effectId)]).toEqual([true, true]);
    expect(wakeUps.takeDecision(approvalId)).toBeUndefined();
    expect([wakeUps.hasDecision(approvalId), wakeUps.hasResolution(effectId)]).toEqual([false, false]);
  });

  it('does not grow without limit', () => {
    const wakeUps = new WakeUps();
    const ids = Array.from({ length: 1001 }, () => randomUUID());
    for (const approvalId of ids) wakeUps.decide({ approvalId, decision: 'rejected' });
    expect(ids.filter((id) => wakeUps.hasDecision(id))).toHaveLength(1000);
  });
});
