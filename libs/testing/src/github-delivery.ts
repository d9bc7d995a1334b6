import { createHmac, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { z } from 'zod';

const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.looseObject({})) }));
const IssueEvent = z.looseObject({
  action: z.string(),
  issue: z.looseObject({ labels: z.array(z.looseObject({ name: z.string() })) }),
});

/** The bytes and headers of a webhook delivery, as GitHub sends them. */
export interface GithubDelivery {
  body: string;
  headers: Record<string, string>;
}

/**
 * "An issue was closed as completed": GitHub publishes no such example, so it is derived from
 * `issues.reopened`; the bytes are then signed as GitHub does.
 */
export function closedIssueEvent(options: { title?: string; labels?: string[] } = {}) {
  const require = createRequire(import.meta.url);
  const examples = Examples.parse(require('@octokit/webhooks-examples'));
  const issues = examples.find(({ name }) => name === 'issues')?.examples ?? [];
  const reopened = issues.find((example) => example['action'] === 'reopened');
  const event = IssueEvent.parse(structuredClone(reopened));
  const [label] = event.issue.labels;
  return {
    ...event,
    action: 'closed',
    issue: {
      ...event.issue,
      state: 'closed',
      state_reason: 'completed',
      closed_at: new Date().toISOString(),
      ...(options.title === undefined ? {} : { title: options.title }),
      ...(options.labels === undefined ? {} : { labels: options.labels.map((name) => ({ ...label, name })) }),
    },
  };
}

/** Signs an event as GitHub does (`X-Hub-Signature-256` over the raw body). */
export function signGithubDelivery(event: unknown, secret: string): GithubDelivery {
  const body = JSON.stringify(event);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${signature}`,
    },
  };
}
