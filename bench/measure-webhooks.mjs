import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { closedIssueEvent } from '../scripts/lib/github-delivery.mjs';
import { percentile, round } from './statistics.mjs';

function deliver(agent, { url, secret }, event, index) {
  const body = JSON.stringify({
    ...event,
    issue: { ...event.issue, number: index, closed_at: new Date().toISOString(), node_id: randomUUID() },
  });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': 'issues',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (reply) => {
      reply.resume();
      reply.once('end', () => resolve(reply.statusCode));
    });
    call.once('error', reject);
    call.end(body);
  });
}

/**
 * Deliveries at a steady rate, whether or not earlier ones are answered (so a slow moment is not hidden by waiting
 * for it), timed from when each was due.
 */
export async function measureWebhooks(webhook, { perSecond = 100, seconds = 15, say = () => undefined } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  // Labelled so that the run ends at its first condition.
  const event = closedIssueEvent({ labels: ['internal'] });
  say(`Webhooks: ${perSecond} a second for ${seconds} s.`);
  const times = [];
  const statuses = new Map();
  const begin = performance.now() + 200;
  const one = async (index, counts) => {
    const due = begin + (index * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const status = await deliver(agent, webhook, event, index);
    if (!counts) return;
    times.push(performance.now() - due);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  const warmUp = perSecond;
  const total = warmUp + perSecond * seconds;
  await Promise.all(Array.from({ length: total }, (_, index) => one(index, index >= warmUp)));
  agent.destroy();
  return {
    perSecond,
    seconds,
    statuses: Object.fromEntries(statuses),
    p50Ms: round(percentile(times, 0.5)),
    p99Ms: round(percentile(times, 0.99)),
    worstMs: round(Math.max(...times)),
  };
}
