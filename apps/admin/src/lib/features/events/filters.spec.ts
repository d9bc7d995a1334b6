import { expect, it } from '@jest/globals';
import { eventFilters } from './filters.js';

it('eventFilters takes what the list knows, and leaves out the rest', () => {
  const read = (query: string) => eventFilters(new URLSearchParams(query));
  expect(read('source=rules&name=order.paid&q=shop&page=2')).toEqual({
    source: 'rules',
    name: 'order.paid',
    q: 'shop',
  });
  expect(read('source=vendors&name=&q=')).toEqual({});
});
