import { describe, expect, it } from '@jest/globals';
import { safeNext } from './failure.js';

describe('safeNext', () => {
  it.each([
    ['/runs?status=failed#top', '/runs?status=failed#top'],
    ['/%E4%BD%A0', '/%E4%BD%A0'],
    ['/你', '/%E4%BD%A0'],
  ])('keeps %s', (next, path) => {
    expect(safeNext(next)).toBe(path);
  });

  it.each([
    '//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/./\\evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'javascript:1',
    '',
    null,
  ])('does not follow %j out of the site', (next) => {
    expect(safeNext(next)).toBe('/');
  });
});
