import {
  issueCode,
  people,
  type Bindings,
  type OAuthTerms,
  type StandIn,
  type StandInTools,
} from '@jarvis/stand-in-kit';
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { consentPage } from '../pages/consent-page.js';

const AuthorizeRequest = z.object({
  response_type: z.literal('code'),
  client_id: z.string().min(1),
  redirect_uri: z.url(),
  scope: z.string().min(1),
  state: z.string().min(1),
  code_challenge: z.string().min(43).optional(),
  code_challenge_method: z.literal('S256').optional(),
});

/** What the consent page sends. */
const Consent = z.object({
  decision: z.enum(['authorize', 'deny']).default('authorize'),
  owner: z.string().default(''),
  scope: z.union([z.string().transform((scope) => [scope]), z.array(z.string())]).optional(),
});

interface Vendor {
  platform: string;
  terms: OAuthTerms;
  /** Of the consent page here. */
  path: string;
}

/**
 * The vendors' consent pages. A browser cannot be sent to a vendor's host and land here, so they live under
 * `/_vendor/<host>/<path>`.
 */
export function createAuthorizeApp(tools: StandInTools, standIns: readonly StandIn[]): Hono<Bindings> {
  const app = new Hono<Bindings>();
  for (const { platform, oauth: terms } of standIns) {
    if (!terms) continue;
    const { host, pathname } = new URL(terms.authorizeUrl);
    const vendor = { platform, terms, path: `/_vendor/${host}${pathname}` };
    app.get(vendor.path, (context) => showConsent(context, vendor, tools));
    app.post(vendor.path, (context) => grant(context, vendor, tools));
  }
  return app;
}

function showConsent(
  context: Context<Bindings>,
  { platform, terms, path }: Vendor,
  { journal, frame }: StandInTools,
): Response | Promise<Response> {
  const { search } = new URL(context.req.url);
  const at = new Date().toISOString();
  journal.append({ at, platform, method: 'GET', url: `${terms.authorizeUrl}${search}`, headers: {}, body: '' });
  const request = AuthorizeRequest.safeParse(context.req.query());
  if (!request.success || (terms.pkce && !request.data.code_challenge))
    return context.text(`${terms.title}: the authorization request is not valid.`, 400);
  return context.html(
    consentPage(frame, {
      title: terms.title,
      people: people.map(({ owner, account }) => ({ owner, name: terms.nameOf(account) })),
      clientId: request.data.client_id,
      scopes: request.data.scope.split(' '),
      action: `${path}${search}`,
    }),
  );
}

async function grant(
  context: Context<Bindings>,
  { platform, terms }: Vendor,
  { store }: StandInTools,
): Promise<Response> {
  const request = AuthorizeRequest.safeParse(context.req.query());
  if (!request.success) return context.text('The authorization request is not valid.', 400);
  const consent = Consent.parse(await context.req.parseBody({ all: true }));
  const { client_id: clientId, redirect_uri: redirectUri, state, code_challenge: challenge } = request.data;
  const target = new URL(redirectUri);
  target.searchParams.set('state', state);
  if (terms.issuer) target.searchParams.set('iss', terms.issuer);
  if (consent.decision === 'deny') {
    target.searchParams.set('error', 'access_denied');
    return context.redirect(target.href);
  }
  const scope = consent.scope?.join(' ') ?? request.data.scope;
  const { owner } = consent;
  const code = issueCode({ platform, terms, store }, { clientId, redirectUri, scope, challenge, owner });
  target.searchParams.set('code', code);
  return context.redirect(target.href);
}
