import { fromNetworkError } from '@jarvis/connector-kit';
import { requestAction } from './actions/request.action.js';
import { addressOf, httpAuth } from './auth.js';
import { web } from './platform.js';

/** Any HTTP service that has no connector of its own. */
export const http = web.defineConnector({
  description: 'Call any public web service. Connect a key or token for services that ask for one.',
  category: 'developer',
  icon: {
    path: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 0a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20ZM2 12h20',
    drawn: 'line',
  },
  accountWords: {
    one: 'address',
    example: 'the service’s name',
    real: {
      label: 'Let it call the real address',
      on: 'What rules send with it reaches that address.',
      off: 'The sandbox refuses its calls: nothing leaves this machine.',
    },
  },
  capabilities: ['Call any public web service'],
  auth: [httpAuth],
  hosts: [],
  actions: [requestAction],
  checkHealth: async ({ connection, http }) => {
    const address = addressOf(connection);
    const name = connection?.accountName ?? address;
    const problem = await http.check(address).then(
      () => undefined,
      (error: unknown) => fromNetworkError(error, { where: address, platform: web.id }),
    );
    // Every call with it would be refused, so it is not kept.
    if (problem && !problem.retryable)
      return { status: 'unhealthy', field: 'address', message: problem.message, hint: problem.hint };
    const warning =
      problem && `The name ${new URL(address).hostname} has no address at the moment. Check how it is spelt.`;
    return {
      status: 'untried',
      message: warning ?? `Kept for ${address}; whether it is accepted shows with the first call.`,
      ...(warning ? { warning } : {}),
      // Another address under the same name is another connection.
      account: { id: `${name} at ${address}`, name },
    };
  },
});
