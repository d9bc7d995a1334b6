import { expect, it } from '@jest/globals';
import { accountLabel } from './account.js';

it('accountLabel writes handles as their platform does', () => {
  expect(accountLabel('twitter', 'acme_dev')).toBe('@acme_dev');
  expect(accountLabel('twitter', '@acme_dev')).toBe('@acme_dev');
  expect(accountLabel('twitter', 'Acme on X')).toBe('Acme on X');
  expect(accountLabel('gmail', 'team@acme.io')).toBe('team@acme.io');
  expect(accountLabel('http', null)).toBeNull();
});
