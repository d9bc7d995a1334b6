import { z } from 'zod';
import type { JsonValue } from './json.js';

/** Any JSON value, whole numbers of any size included: `z.json()` refuses a bigint. */
export const Json: z.ZodType<JsonValue, JsonValue> = z.lazy(() => z.union(kinds));
export type Json = JsonValue;

const kinds = [
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(Json),
  z.record(z.string(), Json),
  z.bigint().meta({ type: 'integer' }),
] as const;
