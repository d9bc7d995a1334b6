import { describe, expect, it } from '@jest/globals';
import { webAddress } from './web-address.js';

describe('webAddress', () => {
  it.each([
    ['https://x.com/jarvis/status/1', 'https://x.com/jarvis/status/1'],
    ['http://127.0.0.1:4010/a b', 'http://127.0.0.1:4010/a%20b'],
    ['https://e.x/\n\u0000', 'https://e.x/'],
  ])('%j → %j', (text, address) => {
    expect(webAddress(text)?.replace(/%00$/, '')).toBe(address);
  });

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>1</script>',
    'vbscript:msgbox',
    'file:///etc/passwd',
    'blob:https://e.x/1',
    '/relative',
    '',
    undefined,
  ])('%j leads nowhere', (text) => {
    expect(webAddress(text)).toBeUndefined();
  });
});
