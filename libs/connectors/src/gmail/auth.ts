import { oauth2CredentialsSchema, type OAuth2Auth } from '@jarvis/connector-kit';

/**
 * Google's authorization code flow. `access_type=offline` with `prompt=consent` yields a refresh token every time.
 * gmail.readonly is needed to look for a mail before sending it again.
 * Source: https://developers.google.com/identity/protocols/oauth2/web-server
 */
export const gmailAuth: OAuth2Auth = {
  kind: 'oauth2',
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  scopes: ['https://www.googleapis.com/auth/gmail.send', 'https://www.googleapis.com/auth/gmail.readonly'],
  pkce: 'supported',
  clientAuth: 'body',
  authorizeParams: { access_type: 'offline', prompt: 'consent' },
  credentials: oauth2CredentialsSchema,
};
