import type { ConnectorContext } from '@jarvis/connector-kit';
import type { TwitterApi } from 'twitter-api-v2';
import { z } from 'zod';
import { fromTwitterError } from './errors.js';
import { x } from './platform.js';

const Me = z.object({
  data: z.object({ id: z.string(), username: z.string(), name: z.string() }),
});

export type TwitterUser = z.infer<typeof Me>['data'];

/** Calls the X API through the SDK, which is loaded here and not before, and maps whatever it throws. */
export async function callTwitter<T>(context: ConnectorContext, call: (client: TwitterApi) => Promise<T>): Promise<T> {
  const { accessToken } = x.credentials(context);
  const { TwitterApi } = await import('twitter-api-v2');
  const client = new TwitterApi(accessToken, {
    httpAgent: context.vendorAgent,
    plugins: [
      {
        // The SDK has no option for it: lets a timeout or a cancelled run close the socket.
        onBeforeRequest: async ({ requestOptions }) => {
          requestOptions.signal = context.signal;
        },
      },
    ],
  });
  try {
    return await call(client);
  } catch (error) {
    throw fromTwitterError(error);
  }
}

/** `GET /2/users/me`. */
export async function getMe(context: ConnectorContext): Promise<TwitterUser> {
  const reply: unknown = await callTwitter(context, (client) => client.v2.me());
  return x.parseReply(Me, reply, 'users/me').data;
}

/** X's id of the connected account; asked for where the connection does not hold it. */
export async function ownId(context: ConnectorContext): Promise<string> {
  const known = context.connection?.accountId ?? '';
  return /^\d+$/.test(known) ? known : (await getMe(context)).id;
}

/**
 * Where a person sees a post: on X, or on the sandbox's page in its stead.
 * @param author left out: the connected account
 */
export function postUrl(context: ConnectorContext, id: string, author = context.connection?.accountName): string {
  const base = context.sandboxUrl ? new URL('/x', context.sandboxUrl).href : 'https://x.com';
  // A person may have named the connection anything; "i" is X's own placeholder for an author it looks up itself.
  const handle = /^@?(?<name>\w{1,15})$/.exec(author ?? '')?.groups?.['name'] ?? 'i';
  return `${base}/${handle}/status/${id}`;
}
