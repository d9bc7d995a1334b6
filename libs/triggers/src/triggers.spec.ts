import { describeDuration, parseDuration } from '@jarvis/steps/language';
import { INTERNAL_EVENTS } from '@jarvis/vocabulary';
import { describe, expect, it } from '@jest/globals';
import { armTrigger, checkTrigger, describeTrigger, Trigger } from './index.js';

const cron = (text: string, timezone?: string): Trigger => ({
  kind: 'schedule',
  cron: text,
  ...(timezone === undefined ? {} : { timezone }),
});

describe('describeTrigger', () => {
  it.each<[Trigger, string]>([
    [{ kind: 'webhook', signature: 'github' }, 'When GitHub sends a signed webhook'],
    [{ kind: 'webhook', signature: 'standard-webhooks' }, 'When a signed webhook arrives'],
    [{ kind: 'manual' }, 'When someone starts it'],
    [{ kind: 'rule' }, 'When another rule calls it'],
    [{ kind: 'email' }, 'When an e-mail comes to its address'],
    [{ kind: 'platform', uses: 'gmail.new-email' }, 'When gmail.new-email happens'],
    [{ kind: 'event', name: 'run.failed' }, 'When a run fails'],
    [{ kind: 'event', name: 'order.paid' }, 'When a rule emits “order.paid”'],
    [{ kind: 'schedule', every: '15m' }, 'Every 15 minutes'],
    [{ kind: 'schedule', every: '1h' }, 'Every hour'],
    [cron('0 9 * * MON-FRI', 'Europe/Paris'), 'Every weekday at 09:00 Europe/Paris'],
    [cron('30 7,19 * * *'), 'Every day at 07:30 and 19:30 UTC'],
    [cron('0 9 * * 1,3'), 'Every Monday and Wednesday at 09:00 UTC'],
    [cron('0 9 * * 6,7'), 'Every weekend day at 09:00 UTC'],
    [cron('0 0 1,15 * *'), 'On day 1 and 15 of every month at 00:00 UTC'],
    [cron('@hourly'), 'Every hour, UTC'],
    [cron('*/15 * * * *'), 'Every 15 minutes, UTC'],
    [cron('* * * * *'), 'Every minute, UTC'],
    [cron('5 * * * *'), 'Every hour at minute 5, UTC'],
    [cron('0 9 * 1 *'), 'Every day in January at 09:00 UTC'],
    [cron('nonsense'), 'At the times “nonsense”'],
    [cron('0 9 1,15 * MON'), 'On day 1 and 15 of every month and every Monday at 09:00 UTC'],
    [cron('0 9 1-31 * MON'), 'At the times “0 9 1-31 * MON” UTC'],
  ])('%j', (trigger, words) => {
    expect(describeTrigger(trigger)).toBe(words);
  });
});

it('takes the words for what happens on a platform from whoever knows it', () => {
  const trigger: Trigger = { kind: 'platform', uses: 'gmail.new-email', with: { folder: 'all' } };
  expect(describeTrigger(trigger, (uses, { folder }) => `${uses} in ${String(folder)}`)).toBe('gmail.new-email in all');
});

describe('checkTrigger', () => {
  it('accepts real time zones and suggests the nearest', () => {
    expect(checkTrigger(cron('@daily', 'America/New_York'))).toEqual([]);
    expect(checkTrigger(cron('@daily', 'UTC'))).toEqual([]);
    expect(checkTrigger(cron('@daily', 'Europe/Berln'))).toMatchObject([
      { code: 'invalid-timezone', hint: 'Did you mean “Europe/Berlin”?' },
    ]);
    expect(checkTrigger(cron('@daily', 'Los Angeles'))).toMatchObject([
      { hint: 'Did you mean “America/Los_Angeles”?' },
    ]);
    expect(checkTrigger(cron('@daily', 'Nowhere/Xanadu-Qqq'))).toMatchObject([
      { hint: 'Use an IANA name, such as Europe/Paris.' },
    ]);
    // Two letters of five are no slip of the hand.
    expect(checkTrigger(cron('@daily', 'Lokal'))).toMatchObject([{ hint: 'Use an IANA name, such as Europe/Paris.' }]);
    for (const own of ['Local', 'localtime', 'system'])
      expect(checkTrigger(cron('@daily', own))).toMatchObject([
        { code: 'invalid-timezone', hint: expect.stringMatching(/runs on servers.*Europe\/Paris/) },
      ]);
    const [many] = checkTrigger(cron('@daily', 'America/San'));
    expect(many?.hint.match(/“/g)?.length ?? 0).toBeLessThanOrEqual(3);
    expect(checkTrigger(cron('@daily', '+01:00'))).toMatchObject([{ code: 'invalid-timezone' }]);
  });
});

describe('the name of an event', () => {
  const problemsOf = (name: string) => checkTrigger({ kind: 'event', name });
  it.each([...INTERNAL_EVENTS, 'order.paid', 'runner.failed', 'running'])('%s is known, or that of a rule', (name) => {
    expect(problemsOf(name)).toEqual([]);
  });

  it.each([
    ['run.faild', 'Did you mean “run.failed”?'],
    ['approval.expire', 'Did you mean “approval.expired”?'],
    ['connection.is.lost', 'Those of Jarvis are run.failed, approval.expired, connection.broken.'],
  ])('%s is none of Jarvis', (name, hint) => {
    expect(problemsOf(name)).toMatchObject([{ field: 'name', code: 'unknown-event', hint }]);
  });
});

describe('a time zone', () => {
  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['America/new_york', 'America/New_York'],
    ['utc', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['gmt', 'UTC'],
    ['us/pacific', 'America/Los_Angeles'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['asia/calcutta', 'Asia/Kolkata'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['japan', 'Asia/Tokyo'],
    ['Cuba', 'America/Havana'],
  ])('%s is shown and sent as %s', (typed, timezone) => {
    expect(checkTrigger(cron('@Daily', typed))).toEqual([]);
    expect(describeTrigger(cron('@Daily', typed))).toBe(`Every day at 00:00 ${timezone}`);
  });

  it.each([
    ['PST', 'America/Los_Angeles'],
    ['pdt', 'America/Los_Angeles'],
    ['EST', 'America/New_York'],
    ['CEST', 'Europe/Berlin'],
    ['IST', 'Asia/Kolkata'],
  ])('%s is no place; the hint names %s', (typed, place) => {
    expect(checkTrigger(cron('@daily', typed))).toMatchObject([
      { field: 'timezone', code: 'invalid-timezone', hint: expect.stringContaining(`“${place}”`) },
    ]);
  });

  it.each(['ACT', 'VST', 'SystemV/PST8PDT', 'Factory', 'Etc/Unknown', '', ' ', '\u0000'])('%j is none', (typed) => {
    expect(checkTrigger(cron('@daily', typed))).toMatchObject([{ code: 'invalid-timezone' }]);
  });
});

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['0s', undefined],
    ['400d', undefined],
    ['1.5h', undefined],
    ['10', undefined],
    ['-1s', undefined],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    [86_400_000, '24 hours'],
    [172_800_000, '2 days'],
    [90_000, '90 seconds'],
    [60_000, '1 minute'],
    [1500, '1500 milliseconds'],
  ])('%d in words', (ms, words) => {
    expect(describeDuration(ms)).toBe(words);
  });
});

describe('a webhook that answers with the result', () => {
  const webhook = { kind: 'webhook', signature: 'github' } as const;

  it.each([
    [{}, null],
    [{ answer: 'result' }, 10_000],
    [{ answer: 'result', within: '30s' }, 30_000],
  ] as const)('%j lets its sender wait %s ms', (written, answerWithinMs) => {
    expect(armTrigger(Trigger.parse({ ...webhook, ...written }))).toMatchObject({ type: 'endpoint', answerWithinMs });
  });

  it.each([
    [{ within: '5s' }, 'is for an answer'],
    [{ answer: 'result', within: '31s' }, '30 seconds at most'],
    [{ answer: 'at once' }, ''],
  ])('refuses %j', (written, words) => {
    const { error } = Trigger.safeParse({ ...webhook, ...written });
    expect(error?.issues.map(({ message }) => message).join()).toContain(words);
    expect(error?.issues).toHaveLength(1);
  });
});
