import type { OAuthTerms } from '@jarvis/stand-in-kit';

/** Source: https://developers.google.com/identity/protocols/oauth2/web-server */
export const oauth: OAuthTerms = {
  title: 'Google',
  nameOf: ({ address }) => address,
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  issuer: 'https://accounts.google.com',
  pkce: false,
  codeLifetimeMs: 300_000,
  accessTokenSeconds: 3599,
  tokenType: 'Bearer',
  deadGrant: {
    error: 'invalid_grant',
    code: 'Malformed auth code.',
    refreshToken: 'Token has been expired or revoked.',
  },
  rotates: false,
  seededScope: 'https://www.googleapis.com/auth/gmail.send https://www.googleapis.com/auth/gmail.readonly',
};
