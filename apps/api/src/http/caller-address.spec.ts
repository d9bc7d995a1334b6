import { describe, expect, it } from '@jest/globals';
import { callerAddress, networkOf, plainAddress } from './caller-address.js';

describe('plainAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '2001:db8::1'],
    ["'; drop table users", undefined],
    ['', undefined],
  ])('%s → %s', (text, address) => {
    expect(plainAddress(text)).toBe(address);
  });

  it('falls back to the connection', () => {
    expect(callerAddress({ ip: 'rubbish', socket: { remoteAddress: 'fe80::2%eth1' } })).toBe('fe80::2');
  });
});

describe('networkOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
  ])('%s → %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
