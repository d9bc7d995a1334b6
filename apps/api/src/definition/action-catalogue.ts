import { Inject, Injectable } from '@nestjs/common';
import type { Action, ConnectorRegistry, Trigger } from '@jarvis/connector-kit';
import { FUNCTIONS, MACROS, signatureOf } from '@jarvis/expressions';
import { Json } from '@jarvis/json';
import { definitionJsonSchema } from '@jarvis/rules';
import { z } from 'zod';
import { CONNECTORS } from '../infrastructure/tokens.js';
import type { ActionShape, ExpressionFunction, TriggerShape } from './definition.schemas.js';

/** What a definition can use, for editors and forms. Made once: it changes only with the installation. */
@Injectable()
export class ActionCatalogue {
  private actions: z.input<typeof ActionShape>[] | undefined;
  private functions: z.input<typeof ExpressionFunction>[] | undefined;
  private triggers: z.input<typeof TriggerShape>[] | undefined;
  private schema: Record<string, unknown> | undefined;

  constructor(@Inject(CONNECTORS) private readonly registry: ConnectorRegistry) {}

  definitionSchema(): Record<string, unknown> {
    this.schema ??= definitionJsonSchema();
    return this.schema;
  }

  list(): z.input<typeof ActionShape>[] {
    this.actions ??= this.registry.listActions().map(describe);
    return this.actions;
  }

  listFunctions(): z.input<typeof ExpressionFunction>[] {
    this.functions ??= [
      ...MACROS.map(({ signature, doc }) => ({ signature, doc })),
      ...FUNCTIONS.map((spec) => ({ signature: signatureOf(spec), doc: spec.doc })),
    ].map(({ signature, doc }) => ({ name: nameIn(signature), signature, doc }));
    return this.functions;
  }

  listTriggers(): z.input<typeof TriggerShape>[] {
    this.triggers ??= this.registry.listTriggers().map(describeTrigger);
    return this.triggers;
  }
}

/** As it is called: `math.abs`, or `.split` of a value. */
function nameIn(signature: string): string {
  const called = signature.slice(0, signature.indexOf('('));
  const [receiver = '', method] = called.split('.');
  return method === undefined || !VALUE_TYPES.has(receiver) ? called : `.${method}`;
}

/** What methods are called on in the signatures. */
const VALUE_TYPES = new Set<string>(FUNCTIONS.flatMap(({ receiver }) => receiver ?? []));

function describeTrigger(trigger: Trigger): z.input<typeof TriggerShape> {
  const { id, platform, title, description, everyMs, settings, event } = trigger;
  // With settings that must be given there is no event before they are.
  const sample = settings.safeParse({}).success ? trigger.sample({}) : null;
  return {
    id,
    platform,
    title,
    description,
    everyMs,
    settingsSchema: { ...z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) },
    eventSchema: { ...z.toJSONSchema(event, { io: 'output', unrepresentable: 'any' }) },
    sample: Json.parse(sample),
  };
}

function describe({
  id,
  platform,
  title,
  description,
  effect,
  canRead,
  baseRisk,
  connection,
  sensitive,
  input,
  output,
}: Action): z.input<typeof ActionShape> {
  return {
    id,
    platform,
    title,
    description,
    effect,
    canRead,
    baseRisk,
    connection,
    sensitive: [...sensitive],
    inputSchema: { ...z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) },
    outputSchema: { ...z.toJSONSchema(output, { io: 'output', unrepresentable: 'any' }) },
  };
}
