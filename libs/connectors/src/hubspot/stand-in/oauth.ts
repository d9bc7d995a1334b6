import type { OAuthTerms } from '@jarvis/stand-in-kit';

/** Source: https://developers.hubspot.com/docs/api-reference/auth-oauth-v3 */
export const oauth: OAuthTerms = {
  title: 'HubSpot',
  nameOf: ({ address }) => address,
  authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
  pkce: false,
  codeLifetimeMs: 60_000,
  accessTokenSeconds: 1800,
  tokenType: 'bearer',
  deadGrant: {
    error: 'invalid_grant',
    code: 'missing or unknown auth code',
    refreshToken: 'missing or invalid refresh token',
  },
  rotates: false,
  seededScope:
    'oauth crm.objects.contacts.read crm.objects.contacts.write crm.objects.deals.read crm.objects.deals.write crm.objects.owners.read',
};
