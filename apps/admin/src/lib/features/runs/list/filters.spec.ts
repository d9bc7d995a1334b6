import { expect, it } from '@jest/globals';
import { runFilters } from './filters.js';

it('runFilters takes what makes sense and drops the rest', () => {
  const id = '019ab0f2-1c2d-7e3f-8a4b-5c6d7e8f9a0b';
  expect(runFilters(new URLSearchParams(`status=failed,waiting&rule=${id}&q=%20octo%20`))).toEqual({
    status: 'failed,waiting',
    ruleId: id,
    q: 'octo',
  });
  expect(runFilters(new URLSearchParams('status=failed,exploded'))).toEqual({ status: 'failed' });
  expect(runFilters(new URLSearchParams('status=x&rule=1;drop&q='))).toEqual({});
});
