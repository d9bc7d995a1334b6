import { z } from 'zod';
import { Timestamp } from '../http/shapes.js';

const Part = z.object({ status: z.enum(['up', 'down']), reason: z.string().optional(), latencyMs: z.number().optional() });

export const HealthAnswer = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    postgres: Part,
    temporal: Part,
    uptimeSeconds: z.number(),
    at: Timestamp,
  })
  .meta({ id: 'Health' });
export type HealthAnswer = z.input<typeof HealthAnswer>;

export const Liveness = z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' });
