import { createHmac, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples');

/**
 * A real GitHub `issues` delivery in which an issue was closed as completed. GitHub's published examples hold no
 * `issues.closed`, so it is derived from `issues.reopened`.
 *
 * @param {{ labels?: string[], title?: string, stateReason?: string, number?: number }} [changes]
 */
export function closedIssueEvent(changes = {}) {
  const { default: list = examples } = examples;
  const reopened = list.find((entry) => entry.name === 'issues').examples.find((entry) => entry.action === 'reopened');
  const event = structuredClone(reopened);
  const now = new Date().toISOString();
  event.action = 'closed';
  Object.assign(event.issue, {
    state: 'closed',
    state_reason: changes.stateReason ?? 'completed',
    closed_at: now,
    updated_at: now,
    title: changes.title ?? event.issue.title,
    number: changes.number ?? event.issue.number,
  });
  if (changes.labels) event.issue.labels = changes.labels.map((name) => ({ ...event.issue.labels[0], name }));
  return event;
}

/**
 * Signs the exact bytes as GitHub does and posts them.
 * @param {{ url: string, secret: string, event: unknown, name?: string, deliveryId?: string }} delivery
 * @returns {Promise<Response>}
 */
export function deliver({ url, secret, event, name = 'issues', deliveryId = randomUUID() }) {
  const body = JSON.stringify(event);
  return fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/demo',
      'x-github-event': name,
      'x-github-delivery': deliveryId,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  });
}
