import { describe, expect, it } from '@jest/globals';
import { webLink } from './web-link.js';

describe('webLink', () => {
  it('is the address of a page', () => {
    expect(webLink('https://x.com/1')).toBe('https://x.com/1');
  });

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'x',
    '',
    null,
    undefined,
  ])('is none for %j', (address) => {
    expect(webLink(address)).toBeNull();
  });
});
