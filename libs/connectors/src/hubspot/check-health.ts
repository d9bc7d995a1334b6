import { z } from 'zod';
import { getFromHubSpot } from './client.js';
import { hub } from './platform.js';

const Account = z.object({ portalId: z.number(), uiDomain: z.string().default('app.hubspot.com') });

/** `GET /account-info/v3/details`, which both kinds of tokens may read. */
export const checkHealth = hub.healthOf(async (context) => {
  const reply = await getFromHubSpot(context, '/account-info/v3/details');
  const { portalId, uiDomain } = hub.parseReply(Account, reply, 'the account');
  const id = portalId.toString();
  const url = context.sandboxUrl
    ? new URL('/hubspot', context.sandboxUrl).href
    : `https://${uiDomain}/home?portalId=${id}`;
  return { id, name: `Portal ${id}`, url };
});
