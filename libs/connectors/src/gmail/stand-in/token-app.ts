import { exchangeTokens, recordRequests, type Bindings, type StandInTools, type VendorApp } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { oauth } from './oauth.js';

/** `oauth2.googleapis.com`: the token endpoint. */
export function createGoogleTokenApp({ store, journal }: StandInTools): VendorApp {
  const app = new Hono<Bindings>();
  app.use(recordRequests(journal, 'gmail', 'https://oauth2.googleapis.com'));
  app.post('/token', (context) => exchangeTokens({ platform: 'gmail', terms: oauth, store }, context.req));
  return app;
}
