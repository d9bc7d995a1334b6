import { randomUUID } from 'node:crypto';
import type { Json, RunInput } from '@jarvis/plan';
import { armTrigger, type Trigger } from '@jarvis/triggers';
import { schemeOf } from '@jarvis/webhook-schemes';
import type { RehearseRequest } from './rule-trials.schemas.js';

/** What expressions read as `trigger` in a rehearsal: as a delivery of this event would bring it, unless told otherwise. */
export function rehearsedTrigger(
  trigger: Trigger,
  { event, given = {} }: { event: Json; given: RehearseRequest['trigger'] },
): RunInput['trigger'] {
  const receivedAt = new Date().toISOString();
  const armed = armTrigger(trigger);
  if (armed.type !== 'endpoint') {
    const details = { deliveryId: '', eventName: '', headers: {}, receivedAt, ...given };
    return { type: trigger.kind, summary: 'Rehearsal', details };
  }
  const scheme = schemeOf(armed.scheme, armed.settings);
  const { eventName = scheme.eventName(event), deliveryId = randomUUID(), headers } = given;
  const at = Math.floor(Date.parse(receivedAt) / 1000).toString();
  const sent = scheme.sampleHeaders({ eventName, deliveryId, at });
  return {
    type: trigger.kind,
    summary: 'Rehearsal',
    details: { eventName, deliveryId, receivedAt, headers: { ...sent, ...headers } },
  };
}
