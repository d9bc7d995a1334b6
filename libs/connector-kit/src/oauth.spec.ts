import { describe, expect, it } from '@jest/globals';
import type { OAuth2Auth } from './auth.js';
import { OAuth2Credentials, refreshTokens, revokeTokens } from './oauth.js';

const auth: OAuth2Auth = {
  kind: 'oauth2',
  vendor: 'Acme',
  issuer: 'https://acme.example',
  authorizeUrl: 'https://acme.example/authorize',
  tokenUrl: 'https://acme.example/token',
  revokeUrl: 'https://acme.example/revoke',
  scopes: [{ name: 'read', why: 'Read.' }],
  clientAuth: 'basic',
  registration: { url: 'https://acme.example', words: 'Create one.' },
  credentials: OAuth2Credentials,
};

/** What is asked of a vendor that answers with an error of RFC 6749. */
const asked = (status: number, error?: string) => ({
  client: { clientId: 'c', clientSecret: 's' },
  signal: AbortSignal.timeout(10_000),
  fetch: () => Promise.resolve(Response.json(error ? { error, error_description: 'secret-in-words' } : {}, { status })),
});
const refresh = (status: number, error: string, of = auth) =>
  refreshTokens(of, { ...asked(status, error), refreshToken: 'r' });
const revoke = (status: number, error?: string) =>
  revokeTokens(auth, { ...asked(status, error), credentials: { accessToken: 'a', refreshToken: 'r' } });

describe('renewing', () => {
  it('knows a dead grant by the words of its vendor', async () => {
    await expect(refresh(400, 'invalid_grant')).rejects.toMatchObject({ code: 'auth' });
    await expect(refresh(400, 'invalid_request')).rejects.toMatchObject({ code: 'permission' });
    const x = { ...auth, deadGrant: ['invalid_grant', 'invalid_request'] };
    await expect(refresh(400, 'invalid_request', x)).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('(invalid_request)'),
    });
    await expect(refresh(401, 'invalid_client', x)).rejects.toMatchObject({ code: 'permission' });
  });
});

describe('giving access back', () => {
  it.each(['invalid_token', 'invalid_grant'])('is done when it has ended already (%s)', async (error) => {
    await expect(revoke(400, error)).resolves.toBeUndefined();
  });

  it.each([
    [503, undefined, 'unavailable', 'Acme takes no access back right now (HTTP 503).'],
    [400, 'unsupported_token_type', 'unknown', 'Acme did not take the access back (unsupported_token_type).'],
    [404, undefined, 'unknown', 'Acme did not take the access back (HTTP 404).'],
    [401, 'invalid_client', 'permission', 'Acme refuses the client that Jarvis is registered with (invalid_client).'],
  ])('says in its own words that it failed (%d, %s)', async (status, error, code, message) => {
    await expect(revoke(status, error)).rejects.toMatchObject({ code, message });
  });
});
