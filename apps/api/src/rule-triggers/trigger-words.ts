import type { ConnectorRegistry } from '@jarvis/connector-kit';
import { Json } from '@jarvis/json';
import { sampleFromSchema } from '@jarvis/json-schema';
import { JsonObject } from '@jarvis/plan';
import { schemaOfInputs } from '@jarvis/rules/inputs';
import { armTrigger, describeTrigger, SAMPLE_MAIL, sampleCrossing, Trigger, type WordsOf } from '@jarvis/triggers';
import { triggerDisplayOf } from '@jarvis/triggers/display';
import { z } from 'zod';

const Definition = z.looseObject({ trigger: Trigger });
const WithInputs = z.looseObject({
  inputs: z.record(z.string(), z.object({ optional: z.boolean().optional() }).catchall(Json)),
});

/** A trigger in words; an unfinished one is said to be unfinished. */
export function triggerInWords(definition: unknown, wordsOf?: WordsOf): string {
  const parsed = Definition.safeParse(definition);
  return parsed.success ? describeTrigger(parsed.data.trigger, wordsOf) : 'The trigger is not finished';
}

/** Words for what happens on a platform, as its connector has them. */
export function wordsOf(registry: ConnectorRegistry): WordsOf {
  return (uses, settings) => {
    const trigger = registry.getTrigger(uses);
    return trigger?.settings.safeParse(settings).success ? trigger.describe(settings) : undefined;
  };
}

/** What a run was started by, in a word; what happened on a platform is called as its connector does. */
export function triggerTitle(kind: string, definition: unknown, registry: ConnectorRegistry): string {
  const trigger = Definition.safeParse(definition).data?.trigger;
  const armed = trigger?.kind === kind ? armTrigger(trigger) : undefined;
  const known = armed?.type === 'source' ? registry.getTrigger(armed.uses) : undefined;
  return known?.title ?? triggerDisplayOf(kind)?.short ?? kind;
}

/** An event as its trigger may bring it, or with the inputs that the rule takes; null where the definition is not finished, or its trigger brings anything. */
export function sampleOf(definition: unknown, registry: ConnectorRegistry): JsonObject | null {
  const parsed = Definition.safeParse(definition);
  const armed = parsed.success ? armTrigger(parsed.data.trigger) : undefined;
  if (armed?.type === 'mailbox') return SAMPLE_MAIL;
  if (armed?.type === 'number') return sampleCrossing(armed.watched);
  if (armed?.type !== 'source') return sampleOfInputs(definition);
  const trigger = registry.getTrigger(armed.uses);
  return trigger?.settings.safeParse(armed.settings).success ? JsonObject.parse(trigger.sample(armed.settings)) : null;
}

function sampleOfInputs(definition: unknown): JsonObject | null {
  const { data } = WithInputs.safeParse(definition);
  return data === undefined ? null : JsonObject.parse(sampleFromSchema(JsonObject.parse(schemaOfInputs(data.inputs))));
}
