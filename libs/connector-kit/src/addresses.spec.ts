import { describe, expect, it } from '@jest/globals';
import { isHostAllowed, isPublicAddress } from './addresses.js';

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111'])('accepts %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '240.0.0.1',
    '168.63.129.16',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '100:0:0:1::1',
    '4000::1',
    '5f00::1',
    'fec0::1',
    'e000::1',
    'localhost',
    '',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('isHostAllowed', () => {
  it('matches whole names and names below a wildcard', () => {
    const allowed = ['api.x.com', '*.example.com'];
    expect(
      ['api.x.com', 'API.X.com', 'a.example.com', 'a.b.example.com'].every((host) => isHostAllowed(host, allowed)),
    ).toBe(true);
    expect(
      ['x.com', 'evil-api.x.com', 'api.x.com.evil.test', 'example.com', '.example.com', 'badexample.com'].some((host) =>
        isHostAllowed(host, allowed),
      ),
    ).toBe(false);
  });
});
