import { OAuth2Credentials, type ApiKeyAuth, type OAuth2Auth } from '@jarvis/connector-kit';
import { z } from 'zod';

/** What an owner of the portal makes for one account; it does not end and is not renewed. */
export const PrivateApp = z.object({
  privateAppToken: z.string().trim().min(1).meta({
    title: 'Private app token',
    description: 'From Settings, Integrations, Private Apps at HubSpot; it begins with pat-.',
    writeOnly: true,
  }),
});

/**
 * OAuth 2: access tokens live 30 minutes, refresh tokens stay the same.
 * Source: https://developers.hubspot.com/docs/api-reference/auth-oauth-v3
 */
const consent: OAuth2Auth = {
  kind: 'oauth2',
  vendor: 'HubSpot',
  issuer: 'https://app.hubspot.com',
  authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
  tokenUrl: 'https://api.hubapi.com/oauth/v3/token',
  revokeUrl: 'https://api.hubapi.com/oauth/v3/token/revoke',
  scopes: [
    { name: 'oauth', why: 'See which account this is.' },
    { name: 'crm.objects.contacts.read', why: 'Read contacts, and look whether one is there before making it again.' },
    { name: 'crm.objects.contacts.write', why: 'Create and change contacts and notes.' },
    { name: 'crm.objects.deals.read', why: 'Read deals.' },
    { name: 'crm.objects.deals.write', why: 'Create and change deals.' },
    { name: 'crm.objects.owners.read', why: 'See who a contact or deal can belong to.' },
  ],
  clientAuth: 'body',
  registration: {
    url: 'https://developers.hubspot.com/docs/apps/developer-platform/overview',
    words: 'Create an app with OAuth in a HubSpot developer account.',
  },
  credentials: OAuth2Credentials,
};

/** With scopes as above, chosen when the private app is made. */
const privateApp: ApiKeyAuth = { kind: 'api-key', credentials: PrivateApp };

export const hubspotAuth = [consent, privateApp] as const;
