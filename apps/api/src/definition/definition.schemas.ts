import { EFFECT_KINDS } from '@jarvis/vocabulary';
import { z } from 'zod';
import { AnyJson, RiskShape } from '../http/shapes.js';

export const ActionShape = z
  .object({
    id: z.string(),
    platform: z.string(),
    title: z.string(),
    description: z.string(),
    effect: z.enum(EFFECT_KINDS),
    canRead: z.boolean().meta({ description: 'whether there is an input with which it only reads' }),
    baseRisk: RiskShape,
    connection: z.enum(['none', 'optional', 'required']).meta({ description: 'whether it acts through a connection' }),
    sensitive: z.array(z.string()),
    inputSchema: z.record(z.string(), AnyJson),
    outputSchema: z.record(z.string(), AnyJson),
  })
  .meta({ id: 'Action' });

export const TriggerShape = z
  .object({
    id: z.string(),
    platform: z.string(),
    title: z.string(),
    description: z.string(),
    everyMs: z.int().meta({ description: 'usual time between two looks, in milliseconds' }),
    settingsSchema: z.record(z.string(), AnyJson),
    eventSchema: z.record(z.string(), AnyJson),
    sample: AnyJson.meta({ description: 'an event as it may come; null where the settings must be known before' }),
  })
  .meta({ id: 'PlatformTrigger' });

export const ExpressionFunction = z
  .object({
    name: z.string().meta({ description: 'as it is called: size, math.abs, or .split for a method of a value' }),
    signature: z.string().meta({ description: 'for example string.split(string): list' }),
    doc: z.string().meta({ description: 'what it gives, in a line' }),
  })
  .meta({ id: 'ExpressionFunction' });
