import { randomUUID } from 'node:crypto';
import type { Json, RunInput } from '@jarvis/plan';
import type { Trigger } from '@jarvis/rules';
import { z } from 'zod';
import type { RehearseRequest } from './rules.schemas.js';
import { githubEventOf } from './sign-sample.js';

const Typed = z.looseObject({ type: z.string() });

/** What expressions read as `trigger` in a rehearsal: as a delivery of this event would bring it, unless told otherwise. */
export function rehearsedTrigger(
  trigger: Trigger,
  { event, given = {} }: { event: Json; given: RehearseRequest['trigger'] },
): RunInput['trigger'] {
  const receivedAt = new Date().toISOString();
  const { eventName = eventNameOf(trigger, event), deliveryId = randomUUID(), headers } = given;
  if (trigger.kind !== 'webhook') {
    const details = { deliveryId: '', eventName: '', headers: {}, receivedAt, ...given };
    return { type: trigger.kind, summary: 'Rehearsal', details };
  }
  const sent: Record<string, string> =
    trigger.signature === 'github'
      ? { 'x-github-event': eventName, 'x-github-delivery': deliveryId }
      : { 'webhook-id': deliveryId, 'webhook-timestamp': Math.floor(Date.parse(receivedAt) / 1000).toString() };
  return {
    type: 'webhook',
    summary: 'Rehearsal',
    details: { eventName, deliveryId, receivedAt, headers: { ...sent, ...headers } },
  };
}

function eventNameOf(trigger: Trigger, event: Json): string {
  if (trigger.kind !== 'webhook') return '';
  return trigger.signature === 'github' ? githubEventOf(event) : (Typed.safeParse(event).data?.type ?? '');
}
