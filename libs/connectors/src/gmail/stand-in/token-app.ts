import {
  exchangeTokens,
  recordRequests,
  revokeTokens,
  type Bindings,
  type StandInTools,
  type VendorApp,
} from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { oauth } from './oauth.js';

/** `oauth2.googleapis.com`: the token endpoint, and where access is given back. */
export function createGoogleTokenApp({ store, journal }: StandInTools): VendorApp {
  const app = new Hono<Bindings>();
  app.use(recordRequests(journal, 'gmail', 'https://oauth2.googleapis.com'));
  const party = { platform: 'gmail', terms: oauth, store };
  app.post('/token', (context) => exchangeTokens(party, context.req));
  app.post('/revoke', (context) => revokeTokens(party, context.req));
  return app;
}
