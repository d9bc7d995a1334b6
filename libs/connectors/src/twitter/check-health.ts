import { ConnectorError, type ConnectorContext, type HealthReport } from '@jarvis/connector-kit';
import { getMe } from './client.js';

/** Reads the account; a rate limit or an outage is not a fault of the connection. */
export async function checkHealth(context: ConnectorContext): Promise<HealthReport> {
  try {
    const { id, username, name } = await getMe(context);
    const base = context.sandboxUrl ? new URL('/x', context.sandboxUrl).href : 'https://x.com';
    return {
      status: 'healthy',
      message: `Connected as ${name} (@${username}).`,
      account: { id, name: `@${username}`, url: `${base}/${username}` },
    };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return { status: error.retryable ? 'degraded' : 'unhealthy', message: error.userMessage };
  }
}
