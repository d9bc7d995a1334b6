import { Inject, Injectable } from '@nestjs/common';
import type { Action, ConnectorRegistry } from '@jarvis/connector-kit';
import { definitionJsonSchema } from '@jarvis/rules';
import { z } from 'zod';
import { CONNECTORS } from '../infrastructure/tokens.js';
import type { ActionShape } from './definition.schemas.js';

/** What a definition can use, for editors and forms. Made once: it changes only with the installation. */
@Injectable()
export class ActionCatalogue {
  private actions: z.input<typeof ActionShape>[] | undefined;
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
}

function describe({
  id,
  platform,
  title,
  description,
  effect,
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
    baseRisk,
    connection,
    sensitive: [...sensitive],
    inputSchema: { ...z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) },
    outputSchema: { ...z.toJSONSchema(output, { io: 'output', unrepresentable: 'any' }) },
  };
}
