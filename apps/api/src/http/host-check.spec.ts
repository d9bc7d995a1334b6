import { expect, it } from '@jest/globals';
import { createHostCheck } from './host-check.js';

const check = createHostCheck({
  api: {
    port: 4000,
    publicUrl: 'https://jarvis.example.org',
    trustedProxies: [],
    allowedHosts: ['api.internal.example'],
  },
  admin: { port: 3000, url: 'https://admin.example.org', clientSecret: undefined },
});

it.each([
  'jarvis.example.org',
  'admin.example.org',
  'JARVIS.example.org:443',
  'api.internal.example:4000',
  '127.0.0.1:4000',
  '10.2.3.4',
  '[::1]:4000',
  'localhost:4000',
  'api:4000',
])('answers under %s', (host) => {
  expect(() => check({ headers: { host } })).not.toThrow();
});

it.each([
  'evil.example',
  'jarvis.example.org.evil.example',
  '127.0.0.1.nip.io',
  'localhost.evil.example:4000',
  '',
  'a b',
])('is not known as “%s”', (host) => {
  expect(() => check({ headers: { host } })).toThrow(expect.objectContaining({ code: 'wrong-host' }));
});
