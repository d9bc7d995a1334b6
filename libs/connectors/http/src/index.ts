import { defineConnector } from '@jarvis/connector-kit';
import { requestAction } from './actions/request.action.js';
import { addressOf, httpAuth } from './auth.js';

/** Any HTTP service that has no connector of its own. */
export const http = defineConnector({
  platform: 'http',
  title: 'HTTP',
  description: 'Call any public web service. Connect a key or token for services that ask for one.',
  category: 'developer',
  auth: httpAuth,
  hosts: [],
  actions: [requestAction],
  checkHealth: async ({ connection }) => ({
    status: 'healthy',
    message: `Kept for ${addressOf(connection)}; whether it is accepted shows with the first call.`,
  }),
});
