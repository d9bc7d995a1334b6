import { oauth2CredentialsSchema, type OAuth2Auth } from '@jarvis/connector-kit';

/** User-context OAuth 2 (PKCE is required; tokens live 2 h; refresh needs `offline.access`). Source: https://docs.x.com/fundamentals/authentication/oauth-2-0 */
export const twitterAuth: OAuth2Auth = {
  kind: 'oauth2',
  authorizeUrl: 'https://x.com/i/oauth2/authorize',
  tokenUrl: 'https://api.x.com/2/oauth2/token',
  scopes: ['tweet.read', 'tweet.write', 'users.read', 'offline.access'],
  pkce: 'required',
  clientAuth: 'basic',
  credentials: oauth2CredentialsSchema,
};
