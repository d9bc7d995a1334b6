import type { StandIn } from '@jarvis/stand-in-kit';
import { createXApp } from './app.js';
import { oauth } from './oauth.js';
import { pages } from './pages.js';

/** X, API v2. */
export const twitter: StandIn = {
  platform: 'twitter',
  oauth,
  pages,
  open(tools) {
    const app = createXApp(tools);
    return { hosts: { 'api.x.com': app, 'api.twitter.com': app } };
  },
};
