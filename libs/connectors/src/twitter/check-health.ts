import { getMe } from './client.js';
import { x } from './platform.js';

/** Reads the account. */
export const checkHealth = x.healthOf(async (context) => {
  const { id, username, name } = await getMe(context);
  const base = context.sandboxUrl ? new URL('/x', context.sandboxUrl).href : 'https://x.com';
  return { id, name: `@${username}`, url: `${base}/${username}`, words: `${name} (@${username})` };
});
