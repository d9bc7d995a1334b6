import { Json } from '@jarvis/json';
import { PlanNode } from '@jarvis/steps/nodes';
import { RUN_KINDS } from '@jarvis/vocabulary';
import { z } from 'zod';
import { JsonObject } from './json.js';

/** Version of the plan's shape; an interpreter refuses a plan of a format it does not know. */
export const PLAN_FORMAT = 1;

/** The one executable form. Immutable; `hash` is the sha-256 (hex) of its canonical JSON without `hash`. */
export const Plan = z.object({
  format: z.literal(PLAN_FORMAT),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1),
  kind: z.enum(RUN_KINDS),
  /** A template of what each run is called; rendered when the run starts. */
  title: z.string().min(1).optional(),
  /** JSON Schema of the event, where the rule says what it takes. */
  inputs: JsonObject.optional(),
  vars: z.record(z.string(), Json).default({}),
  nodes: z.array(PlanNode).min(1),
  /** A template of what the run gives to whoever called it, rendered at its end, and the JSON Schema of that. */
  output: Json.optional(),
  gives: JsonObject.optional(),
});
export type Plan = z.infer<typeof Plan>;
