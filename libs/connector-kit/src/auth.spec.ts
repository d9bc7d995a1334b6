import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { consentOf, pastedOf, type ApiKeyAuth, type OAuth2Auth } from './auth.js';
import { OAuth2Credentials } from './oauth.js';

const key: ApiKeyAuth = { kind: 'api-key', credentials: z.object({ token: z.string() }) };
const consent: OAuth2Auth = {
  kind: 'oauth2',
  vendor: 'Acme',
  issuer: 'https://acme.example',
  authorizeUrl: 'https://acme.example/authorize',
  tokenUrl: 'https://acme.example/token',
  revokeUrl: 'https://acme.example/revoke',
  scopes: [],
  clientAuth: 'body',
  registration: { url: 'https://acme.example', words: '' },
  credentials: OAuth2Credentials,
};

describe('ways to sign in', () => {
  it.each([
    ['none', [], undefined, undefined],
    ['keys', [key], undefined, key],
    ['consent', [consent], consent, consent],
    ['both, in whatever order', [consent, key], consent, key],
    ['both, in whatever order', [key, consent], consent, key],
  ])('%s', (_words, auth, byConsent, pasted) => {
    expect(consentOf({ auth })).toBe(byConsent);
    expect(pastedOf({ auth })).toBe(pasted);
  });
});
