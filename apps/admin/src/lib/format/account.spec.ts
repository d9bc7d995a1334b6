import { expect, it } from '@jest/globals';
import { accountLabel } from './account.js';

it('accountLabel writes handles as their platform does', () => {
  const handles = { one: 'account', example: '@acme', prefix: '@' };
  expect(accountLabel(handles, 'acme_dev')).toBe('@acme_dev');
  expect(accountLabel(handles, '@acme_dev')).toBe('@acme_dev');
  expect(accountLabel(handles, 'Acme on X')).toBe('Acme on X');
  expect(accountLabel({ one: 'mailbox', example: 'a@b.io' }, 'acme_dev')).toBe('acme_dev');
  expect(accountLabel(null, null)).toBeNull();
});
