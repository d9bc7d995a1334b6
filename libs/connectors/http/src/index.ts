import { defineConnector } from '@jarvis/connector-kit';
import { requestAction } from './actions/request.action.js';

/** Any HTTP service that has no connector of its own. */
export const http = defineConnector({
  platform: 'http',
  title: 'HTTP',
  description: 'Call any public web service.',
  category: 'developer',
  auth: { kind: 'none' },
  hosts: [],
  actions: [requestAction],
  checkHealth: async () => ({ status: 'healthy', message: 'Nothing to connect.' }),
});
