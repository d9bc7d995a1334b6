import type { ConnectorContext, HealthReport } from '@jarvis/connector-kit';
import { getMe } from './client.js';

/** Reads the account. */
export async function checkHealth(context: ConnectorContext): Promise<HealthReport> {
  const { id, username, name } = await getMe(context);
  const base = context.sandboxUrl ? new URL('/x', context.sandboxUrl).href : 'https://x.com';
  return {
    status: 'healthy',
    message: `Connected as ${name} (@${username}).`,
    account: { id, name: `@${username}`, url: `${base}/${username}` },
  };
}
