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
  checkHealth: async ({ connection }) => {
    const address = addressOf(connection);
    const name = connection?.accountName ?? address;
    return {
      status: 'untried',
      message: `Kept for ${address}; whether it is accepted shows with the first call.`,
      // Another address under the same name is another connection.
      account: { id: `${name} at ${address}`, name },
    };
  },
});
