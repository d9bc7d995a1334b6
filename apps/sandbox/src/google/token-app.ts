import { Hono } from 'hono';
import { exchangeTokens } from '../server/oauth.js';
import type { Sandbox } from '../server/sandbox.js';
import { recordRequests, type Bindings, type VendorApp } from '../server/vendor-app.js';

/** `oauth2.googleapis.com`: the token endpoint. */
export function createGoogleTokenApp({ store, journal }: Sandbox): VendorApp {
  const app = new Hono<Bindings>();
  app.use(recordRequests(journal, 'gmail', 'https://oauth2.googleapis.com'));
  app.post('/token', (context) => exchangeTokens(store, 'gmail', context.req));
  return app;
}
