import { randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { consentPage } from '../pages/consent-page.js';
import { ownAccount } from './accounts.js';
import { CODE_LIFETIME_MS } from './oauth.js';
import type { Sandbox } from './sandbox.js';
import type { Bindings } from './vendor-app.js';

const requestSchema = z.object({
  response_type: z.literal('code'),
  client_id: z.string().min(1),
  redirect_uri: z.url(),
  scope: z.string().min(1),
  state: z.string().min(1),
  code_challenge: z.string().min(43).optional(),
  code_challenge_method: z.literal('S256').optional(),
});

const VENDORS = {
  twitter: {
    title: 'X',
    account: `@${ownAccount.username}`,
    path: '/_vendor/x.com/i/oauth2/authorize',
    url: 'https://x.com/i/oauth2/authorize',
    pkce: true,
  },
  gmail: {
    title: 'Google',
    account: ownAccount.address,
    path: '/_vendor/accounts.google.com/o/oauth2/v2/auth',
    url: 'https://accounts.google.com/o/oauth2/v2/auth',
    pkce: false,
  },
} as const;

type Platform = keyof typeof VENDORS;

/**
 * The vendors' consent pages. A browser cannot be sent to a vendor's host and land here, so they live under
 * `/_vendor/<host>/<path>`.
 */
export function createAuthorizeApp(sandbox: Sandbox): Hono<Bindings> {
  const app = new Hono<Bindings>();
  for (const platform of ['twitter', 'gmail'] as const) {
    app.get(VENDORS[platform].path, (context) => showConsent(context, platform, sandbox));
    app.post(VENDORS[platform].path, (context) => grant(context, platform, sandbox));
  }
  return app;
}

function showConsent(
  context: Context<Bindings>,
  platform: Platform,
  { journal }: Sandbox,
): Response | Promise<Response> {
  const vendor = VENDORS[platform];
  const { search } = new URL(context.req.url);
  journal.append({
    at: new Date().toISOString(),
    platform,
    method: 'GET',
    url: `${vendor.url}${search}`,
    headers: {},
    body: '',
  });
  const request = requestSchema.safeParse(context.req.query());
  if (!request.success || (vendor.pkce && !request.data.code_challenge))
    return context.text(`${vendor.title}: the authorization request is not valid.`, 400);
  return context.html(
    consentPage({
      title: vendor.title,
      account: vendor.account,
      clientId: request.data.client_id,
      scopes: request.data.scope.split(' '),
      action: `${vendor.path}${search}`,
    }),
  );
}

function grant(context: Context<Bindings>, platform: Platform, { store }: Sandbox): Response {
  const request = requestSchema.safeParse(context.req.query());
  if (!request.success) return context.text('The authorization request is not valid.', 400);
  const {
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state: callerState,
    code_challenge: challenge,
  } = request.data;
  const code = randomBytes(24).toString('base64url');
  store.update((state) => {
    state.codes[code] = {
      platform,
      clientId,
      redirectUri,
      scope,
      challenge,
      expiresAt: Date.now() + CODE_LIFETIME_MS[platform],
    };
  });
  const target = new URL(redirectUri);
  target.searchParams.set('code', code);
  target.searchParams.set('state', callerState);
  return context.redirect(target.href);
}
