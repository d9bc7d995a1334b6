import type { OAuthTerms } from '@jarvis/stand-in-kit';

/** Source: https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
export const oauth: OAuthTerms = {
  title: 'X',
  nameOf: ({ username }) => `@${username}`,
  authorizeUrl: 'https://x.com/i/oauth2/authorize',
  pkce: true,
  codeLifetimeMs: 30_000,
  accessTokenSeconds: 7200,
  tokenType: 'bearer',
  deadGrant: {
    error: 'invalid_request',
    code: 'Value passed for the authorization code was invalid.',
    refreshToken: 'Value passed for the token was invalid.',
  },
  rotates: true,
  seededScope: 'tweet.read tweet.write users.read offline.access',
};
