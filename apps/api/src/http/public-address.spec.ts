import { expect, it } from '@jest/globals';
import { publicAddress } from './public-address.js';

it.each([
  ['https://jarvis.example.org', 'https://jarvis.example.org/hooks/1?a=%7E'],
  ['https://jarvis.example.org/', 'https://jarvis.example.org/hooks/1?a=%7E'],
  ['https://example.org/jarvis', 'https://example.org/jarvis/hooks/1?a=%7E'],
  ['https://example.org/jarvis/', 'https://example.org/jarvis/hooks/1?a=%7E'],
])('%s leads to %s', (publicUrl, address) => {
  expect(publicAddress({ publicUrl }, '/hooks/1?a=%7E')).toBe(address);
});
