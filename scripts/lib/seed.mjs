import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { closedIssueEvent } from './github-delivery.mjs';
import { Problem } from './words.mjs';

/** What the sandbox's accounts are connected with: it takes any token that does not say it is bad. */
const connections = [
  { platform: 'twitter', accountName: 'jarvis_dev' },
  { platform: 'gmail', accountName: 'jarvis@sandbox.example' },
];
const sandboxToken = 'sandbox-token';

/** The API as a person uses it; an answer that is no success becomes words. */
function apiClient(url) {
  let token;
  const call = async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer.data;
    const details = answer.error?.details ? ` ${JSON.stringify(answer.error.details)}` : '';
    throw new Problem(
      `Seeding failed: ${method} ${path} answered ${response.status}: ${answer.error?.message ?? 'no reason given'}${details}`,
    );
  };
  return {
    call,
    signIn: async (account) => void ({ accessToken: token } = await call('POST', '/auth/login', account)),
  };
}

/**
 * Gives a new installation its example, by the same API that people use: the sandbox's accounts and
 * the first example rule, published and enabled. Safe to repeat after an interruption.
 * @returns {Promise<{ruleId: string, hookId: string, secret: string}>} the rule's webhook; its secret is told only now
 */
export async function seedExample({ build, url, account }) {
  const rules = join(build, 'node_modules', '@jarvis', 'rules', 'dist', 'index.js');
  const { EXAMPLE_RULES } = await import(pathToFileURL(rules).href);
  const { call, signIn } = apiClient(url);
  await signIn(account);
  try {
    const connected = await call('GET', '/integrations/connected');
    for (const { platform, accountName } of connections) {
      if (connected.some((one) => one.platform === platform)) continue;
      const credentials = { accessToken: sandboxToken };
      await call('POST', `/integrations/${platform}/connect`, { accountName, credentials });
    }
    const { id: ruleId } = await call('POST', '/rules', { source: EXAMPLE_RULES[0].source });
    await call('PUT', `/rules/${ruleId}/sample-event`, { event: closedIssueEvent() });
    const { webhook } = await call('POST', `/rules/${ruleId}/publish`, { note: 'The example of a new installation' });
    return { ruleId, hookId: webhook.url.split('/').pop(), secret: webhook.secret };
  } finally {
    await call('POST', '/auth/logout');
  }
}
