import type { StandIn } from '@jarvis/stand-in-kit';
import { createGmailApp } from './app.js';
import { oauth } from './oauth.js';
import { pages } from './pages.js';
import { createGoogleTokenApp } from './token-app.js';

/** Gmail, API v1, and Google's token endpoint. */
export const gmail: StandIn = {
  platform: 'gmail',
  oauth,
  pages,
  open: (tools) => ({
    hosts: { 'gmail.googleapis.com': createGmailApp(tools), 'oauth2.googleapis.com': createGoogleTokenApp(tools) },
  }),
};
