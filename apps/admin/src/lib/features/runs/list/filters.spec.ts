import { expect, it } from '@jest/globals';
import { filterText, runFilters, toHistogramQuery, toListQuery } from './filters.js';

const id = '019ab0f2-1c2d-7e3f-8a4b-5c6d7e8f9a0b';
const filtersOf = (text: string) => runFilters(new URLSearchParams(text));

it('runFilters takes what makes sense and drops the rest', () => {
  expect(filtersOf(`status=failed,waiting&rule=${id}&q=%20octo%20`)).toEqual({
    status: 'failed,waiting',
    ruleId: id,
    q: 'octo',
  });
  expect(filtersOf('status=failed,exploded')).toEqual({ status: 'failed' });
  expect(filtersOf('status=x&rule=1;drop&q=')).toEqual({});
  expect(filtersOf(`trigger=webhook&connection=${id}&tag=money&outcome=owed&sort=longest`)).toEqual({
    trigger: 'webhook',
    connectionId: id,
    tag: 'money',
    outcome: 'owed',
    sort: 'longest',
  });
  expect(filtersOf('trigger=magic&connection=x&sort=newest&time=1y&from=yesterday&to=0000-01-01T00:00:00Z')).toEqual(
    {},
  );
});

it('a time that moves along wins over one that does not', () => {
  const from = '2026-03-01T10:00:00.000Z';
  expect(filtersOf(`from=${from}&to=${from}`)).toEqual({ from, to: from });
  expect(filtersOf(`from=${from}&time=24h`)).toEqual({ time: '24h' });
  const now = Date.parse('2026-03-02T10:00:00Z');
  expect(toListQuery({ time: '24h', sort: 'oldest' }, now)).toEqual({ from, sort: 'oldest' });
  expect(toHistogramQuery({ time: '24h', sort: 'oldest' }, now)).toEqual({ from });
});

it('filterText keeps the filters of an address in one order', () => {
  expect(filterText(new URLSearchParams(`q=a+b&again=1&status=failed`))).toBe('status=failed&q=a+b');
});
