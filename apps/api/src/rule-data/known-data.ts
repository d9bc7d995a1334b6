import type { DataOrigin, KnownData } from '@jarvis/compiler';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { AutomationRule } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { eventAlone } from '@jarvis/rules';
import { Trigger } from '@jarvis/triggers';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { findLastEvent } from '../events/events.queries.js';
import { readPins } from '../rule-trials/pins.js';
import { rehearsedTrigger } from '../rule-trials/rehearsed-trigger.js';
import { sampleOf } from '../rule-triggers/trigger-words.js';
import { findLastOutputs, findRecentEvents } from './rule-data.queries.js';

const WithTrigger = z.looseObject({ trigger: Trigger });

interface Given {
  /** Instead of the sample, or of the last event. */
  event: Json | undefined;
  /** Outputs by the ids of steps, instead of pinned ones and of those of the last runs. */
  steps: Readonly<Record<string, Json>> | undefined;
  registry: ConnectorRegistry;
}

/** What a draft is tried with: the event that is given, or the best one that is known, and what its steps gave. */
export async function findKnownData(
  manager: EntityManager,
  rule: AutomationRule,
  { event: given, steps = {}, registry }: Given,
): Promise<KnownData> {
  const trigger = WithTrigger.safeParse(rule.draft).data?.trigger;
  const { event, eventFrom } = await findEvent(manager, rule, { trigger, given, registry });
  const now = new Date().toISOString();
  const started = trigger && rehearsedTrigger(trigger, { event: Json.parse(event ?? {}), given: undefined });
  return {
    event: event === undefined ? undefined : eventAlone(rule.draft, Json.parse(event)),
    eventFrom,
    trigger: { kind: started?.type ?? 'manual', ...started?.details },
    rule: { id: rule.id, name: rule.name, version: (rule.publishedVersion?.version ?? 0) + 1 },
    run: { id: '00000000-0000-7000-8000-000000000000' },
    now,
    steps: { ...(await findLastOutputs(manager, rule.id)), ...asRun(readPins(rule.pins)), ...asRun(steps) },
  };
}

async function findEvent(
  manager: EntityManager,
  rule: AutomationRule,
  {
    trigger,
    given,
    registry,
  }: { trigger: Trigger | undefined } & { given: Json | undefined; registry: ConnectorRegistry },
): Promise<{ event: unknown; eventFrom: DataOrigin }> {
  if (given !== undefined) return { event: given, eventFrom: 'given' };
  if (rule.sampleEvent !== null) return { event: rule.sampleEvent, eventFrom: 'sample' };
  const [last] = await findRecentEvents(manager, rule.id, 1);
  if (last) return { event: last.event, eventFrom: 'last-event' };
  const heard = trigger?.kind === 'event' ? await findLastEvent(manager, trigger.name) : undefined;
  if (heard) return { event: heard, eventFrom: 'last-event' };
  const due = trigger?.kind === 'schedule' ? { scheduledAt: new Date().toISOString() } : undefined;
  return { event: sampleOf(rule.draft, registry) ?? due, eventFrom: 'built-in' };
}

/** Outputs that were given, as a run would have left them. */
function asRun(outputs: Readonly<Record<string, unknown>>): KnownData['steps'] {
  return Object.fromEntries(Object.entries(outputs).map(([id, output]) => [id, { status: 'succeeded', output }]));
}
