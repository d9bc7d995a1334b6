import { ownAccount, type OAuthTerms } from '@jarvis/stand-in-kit';

/** Source: https://developers.google.com/identity/protocols/oauth2/web-server */
export const oauth: OAuthTerms = {
  title: 'Google',
  account: ownAccount.address,
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  pkce: false,
  codeLifetimeMs: 300_000,
  accessTokenSeconds: 3599,
  tokenType: 'Bearer',
  rotates: false,
  seededScope: '',
};
