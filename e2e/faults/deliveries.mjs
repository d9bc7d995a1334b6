import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedIssueEvent, deliver } from '../../scripts/lib/github-delivery.mjs';

/** Every fifth delivery is sent again at once, as a sender does that got no answer. */
const repeatEvery = 5;
const patience = 20_000;

/**
 * Sends signed deliveries to each webhook in turn, at a steady rate, whatever becomes of them. Each has a title of its own, by which its effect
 * is found.
 * @returns {Promise<{title: string, leaves: 'mails' | 'notes', runIds: string[], refused: boolean}[]>} what the door said to each
 */
export async function sendDeliveries({ webhooks, count, seconds }) {
  const interval = (seconds * 1000) / count;
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      await sleep(index * interval);
      const title = `Delivery ${randomUUID()}`;
      const webhook = webhooks[index % webhooks.length];
      const one = { ...webhook, event: closedIssueEvent({ title, number: index + 1 }), deliveryId: randomUUID() };
      const times = index % repeatEvery === 0 ? 2 : 1;
      const answers = await Promise.all(Array.from({ length: times }, () => attempt(one)));
      const runIds = [...new Set(answers.filter((answer) => answer !== undefined))];
      return { title, leaves: webhook.leaves, runIds, refused: runIds.length === 0 };
    }),
  );
}

/** The run's id when it was accepted. */
async function attempt(delivery) {
  try {
    const answer = await Promise.race([deliver(delivery), sleep(patience, undefined, { ref: false })]);
    if (answer?.status !== 202) return undefined;
    const { data } = await answer.json();
    return data.runId;
  } catch {
    return undefined;
  }
}
