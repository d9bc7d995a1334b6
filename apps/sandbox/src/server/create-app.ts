import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createAnthropicApp } from '../anthropic/app.js';
import { createGmailApp } from '../google/gmail-app.js';
import { createGoogleTokenApp } from '../google/token-app.js';
import { createPages } from '../pages/app.js';
import { createXApp } from '../x/app.js';
import { createAuthorizeApp } from './authorize-app.js';
import { createControlApp } from './control-app.js';
import type { Sandbox } from './sandbox.js';
import type { Bindings } from './vendor-app.js';

/** Gmail's own limit for a message is 35 MB. */
const MAX_BODY_BYTES = 40_000_000;

/** The whole sandbox: a vendor's host in the request leads to its stand-in, any other to the pages and controls. */
export function createApp(sandbox: Sandbox): Hono<Bindings> {
  const x = createXApp(sandbox);
  const anthropic = createAnthropicApp(sandbox);
  const vendors = new Map([
    ['api.x.com', x],
    ['api.twitter.com', x],
    ['gmail.googleapis.com', createGmailApp(sandbox)],
    ['oauth2.googleapis.com', createGoogleTokenApp(sandbox)],
    ['api.anthropic.com', anthropic],
  ]);
  const app = new Hono<Bindings>();
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));
  app.use(async (context, next) => {
    const vendor = vendors.get((context.req.header('host') ?? '').replace(/:443$/, ''));
    return vendor ? vendor.fetch(context.req.raw, context.env) : next();
  });
  // Anthropic's SDK takes another base address instead of another way there.
  app.all('/v1/*', (context) => anthropic.fetch(context.req.raw, context.env));
  app.use(async (context, next) => {
    await next();
    context.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'",
    );
  });
  app.route('/', createControlApp(sandbox));
  app.route('/', createAuthorizeApp(sandbox));
  app.route('/', createPages(sandbox));
  return app;
}
