import { expect, it } from '@jest/globals';
import { judge } from './judge.js';

const given = {
  event: { action: 'closed', issue: { number: 9007199254740993n } },
  trigger: { kind: 'webhook', eventName: 'issues', headers: {} },
  vars: { wanted: 'closed' },
  rule: { id: '', name: 'Announce', version: 3 },
  runId: '018f0000-0000-7000-8000-000000000001',
};

it.each([
  [undefined, 'passes'],
  [null, 'passes'],
  ['event.action == vars.wanted', 'passes'],
  ['${{ trigger.eventName == "push" }}', 'filtered'],
  ['rule.version == 3 && timestamp(now) > timestamp("2020-01-01T00:00:00Z")', 'passes'],
  ['event.issue.number == 9007199254740993', 'passes'],
])('%s %s', (filter, type) => {
  expect(judge({ ...given, filter })).toEqual({ type });
});

it.each(['event.nothing == 1', 'event.action', 'event.action =='])('is no answer when it fails: %s', (filter) => {
  expect(judge({ ...given, filter })).toEqual({
    type: 'failed',
    error: {
      code: 'ExpressionError',
      message: expect.stringContaining('The filter of the trigger could not be evaluated'),
      hint: expect.any(String),
    },
  });
});
