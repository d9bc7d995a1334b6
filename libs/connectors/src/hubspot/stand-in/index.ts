import type { StandIn } from '@jarvis/stand-in-kit';
import { createHubSpotApp } from './app.js';
import { oauth } from './oauth.js';
import { pages } from './pages.js';

/** HubSpot CRM, API v3. */
export const hubspot: StandIn = {
  platform: 'hubspot',
  oauth,
  pages,
  open: (tools) => ({ hosts: { 'api.hubapi.com': createHubSpotApp(tools) } }),
};
