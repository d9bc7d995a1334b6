import { OAuth2Credentials, type OAuth2Auth } from '@jarvis/connector-kit';

/**
 * Google's authorization code flow. `access_type=offline` with `prompt=consent` yields a refresh token every time.
 * Source: https://developers.google.com/identity/protocols/oauth2/web-server
 */
export const gmailAuth: OAuth2Auth = {
  kind: 'oauth2',
  vendor: 'Google',
  issuer: 'https://accounts.google.com',
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  revokeUrl: 'https://oauth2.googleapis.com/revoke',
  scopes: [
    { name: 'https://www.googleapis.com/auth/gmail.send', why: 'Send e-mails in your name.' },
    {
      name: 'https://www.googleapis.com/auth/gmail.readonly',
      why: 'Search your mail, notice when some arrives, and look whether an e-mail has left before sending it again.',
    },
  ],
  clientAuth: 'body',
  authorizeParams: { access_type: 'offline', prompt: 'consent' },
  registration: {
    url: 'https://console.cloud.google.com/apis/credentials',
    words: 'Create an OAuth client of type “Web application” in a Google Cloud project that has the Gmail API enabled.',
  },
  credentials: OAuth2Credentials,
};
