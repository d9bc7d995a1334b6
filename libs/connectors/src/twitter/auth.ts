import { OAuth2Credentials, type OAuth2Auth } from '@jarvis/connector-kit';

/**
 * User-context OAuth 2: tokens live 2 h, refresh needs `offline.access`, and each refresh token works
 * once. X does not publish an issuer and names none in its answers; should it begin to, only its own is taken.
 * Source: https://docs.x.com/fundamentals/authentication/oauth-2-0
 */
export const twitterAuth: OAuth2Auth = {
  kind: 'oauth2',
  vendor: 'X',
  issuer: 'https://x.com',
  authorizeUrl: 'https://x.com/i/oauth2/authorize',
  tokenUrl: 'https://api.x.com/2/oauth2/token',
  revokeUrl: 'https://api.x.com/2/oauth2/revoke',
  scopes: [
    { name: 'tweet.read', why: 'Look whether a post is there before publishing it again, and read mentions.' },
    { name: 'tweet.write', why: 'Publish and delete posts.' },
    { name: 'users.read', why: 'See which account this is.' },
    { name: 'offline.access', why: 'Stay connected without asking you every two hours.' },
  ],
  clientAuth: 'basic',
  // It calls a used refresh token an invalid_request: “Value passed for the token was invalid.”
  deadGrant: ['invalid_grant', 'invalid_request'],
  registration: {
    url: 'https://developer.x.com/en/portal/projects-and-apps',
    words: 'Create an app of type “Web App” in the X developer portal and switch on OAuth 2.0 for it.',
  },
  credentials: OAuth2Credentials,
};
