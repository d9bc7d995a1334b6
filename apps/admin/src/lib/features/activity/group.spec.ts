import { describe, expect, it } from '@jest/globals';
import { activityFilters, toQuery } from './filters.js';
import { groupActivity } from './group.js';

describe('groupActivity', () => {
  const entry = (id: string, occurredAt: string, runId: string | null) => ({ id, occurredAt, runId });
  it('groups by day of the person and by run', () => {
    const days = groupActivity(
      [
        entry('5', '2026-11-21T10:00:03Z', 'a'),
        entry('4', '2026-11-21T10:00:02Z', null),
        entry('3', '2026-11-21T10:00:01Z', 'a'),
        entry('2', '2026-11-20T23:30:00Z', 'b'),
        entry('1', '2026-11-20T20:00:00Z', 'a'),
      ],
      'Europe/Berlin',
    );
    expect(
      days.map((day) => [day.day, day.groups.map((group) => group.entries.map((one) => one.id).join(''))]),
    ).toEqual([
      ['2026-11-21', ['53', '4', '2']],
      ['2026-11-20', ['1']],
    ]);
  });
});

it('activityFilters takes what makes sense and turns a window into a moment', () => {
  const filters = activityFilters(new URLSearchParams('platform=twitter&type=post&status=broken&within=hour'));
  expect(filters).toEqual({ platform: 'twitter', type: 'post', within: 'hour' });
  expect(toQuery(filters, Date.parse('2026-11-21T12:00:00Z'))).toEqual({
    platform: 'twitter',
    type: 'post',
    from: '2026-11-21T11:00:00.000Z',
  });
  expect(activityFilters(new URLSearchParams('platform=../x'))).toEqual({});
});
