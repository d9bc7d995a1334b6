import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { WebhookScheme } from '@jarvis/vocabulary';

export interface SignedSample {
  body: string;
  headers: Record<string, string>;
}

/**
 * Signs an event as its sender would. An endpoint may refuse bytes it has seen before, so white space that means
 * nothing to JSON makes every sample different bytes of the same event.
 */
export function signSample(
  event: unknown,
  { scheme, secret }: { scheme: WebhookScheme; secret: string },
): SignedSample {
  const body = `${JSON.stringify(event)}${uniqueWhiteSpace()}`;
  const json = { 'content-type': 'application/json' };
  if (scheme === 'github') {
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    return {
      body,
      headers: {
        ...json,
        'x-github-event': githubEventOf(event),
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${signature}`,
      },
    };
  }
  // https://www.standardwebhooks.com: base64 HMAC of "id.timestamp.body" with the decoded secret.
  const id = `msg_${randomUUID()}`;
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    body,
    headers: { ...json, 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
  };
}

function uniqueWhiteSpace(): string {
  return [...randomBytes(16)]
    .map((byte) => byte.toString(2).padStart(8, '0').replaceAll('0', ' ').replaceAll('1', '\t'))
    .join('');
}

const githubEvents: readonly (readonly [string, string])[] = [
  ['comment', 'issue_comment'],
  ['issue', 'issues'],
  ['review', 'pull_request_review'],
  ['pull_request', 'pull_request'],
  ['release', 'release'],
  ['workflow_run', 'workflow_run'],
  ['check_run', 'check_run'],
  ['commits', 'push'],
  ['zen', 'ping'],
];

/** GitHub names the event in a header, not in the body; the body's main object tells which it is. */
export function githubEventOf(event: unknown): string {
  if (typeof event !== 'object' || event === null) return 'repository_dispatch';
  return githubEvents.find(([key]) => Object.hasOwn(event, key))?.[1] ?? 'repository_dispatch';
}
