import { SEVERITIES } from '@jarvis/rules';
import type { Json } from '@jarvis/plan';
import { RISK_LEVELS, RUN_STATUSES } from '@jarvis/vocabulary';
import { z } from 'zod';

/** A moment in an answer: services hand over a Date, clients get ISO 8601. */
export const Timestamp = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString() : value),
  z.iso.datetime({ offset: true }),
);

/**
 * A moment in a request: RFC 3339, within what PostgreSQL keeps (years 1 to 9999, offsets below 16 hours).
 */
export const Moment = z.iso
  .datetime({ offset: true })
  .refine((text) => !text.startsWith('0000') && !/[+-](?:1[6-9]|2\d):?\d\d$/.test(text), {
    error: 'is no moment of the years 1 to 9999 with an offset below 16 hours',
  });

/** The largest number of an integer column. */
export const MAX_INT4 = 2_147_483_647;
/** A whole number in a request that is kept in, or compared with, an integer column. */
export const Int4 = z.int().max(MAX_INT4);

/** Any JSON in an answer. Its shape belongs to whoever made it: a rule's author, a vendor, a model. */
export const AnyJson = z.unknown();

/**
 * Any JSON in a request. The body was parsed as JSON, so every value is; what it must look like is checked later by
 * the schema of whatever it is for. (`z.json()` would walk it again and has no finite form in the OpenAPI document.)
 */
export const JsonInput = z.custom<Json>((value) => value !== undefined, 'is missing');
export const JsonObjectInput = z.record(z.string(), JsonInput);

export const IdParam = z.uuid().meta({ description: 'id' });

/** Who did something. */
export const Person = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Person' });

/** A problem of a definition, as the compiler words it. */
export const Problem = z
  .object({
    path: z.string().meta({ description: 'where in the definition, for example steps[2].with.text' }),
    code: z.string(),
    severity: z.enum(SEVERITIES).meta({ description: 'a warning does not stand in the way of publishing' }),
    message: z.string(),
    hint: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const RunStatusShape = z.enum(RUN_STATUSES).meta({ id: 'RunStatus' });

export const IterationPath = z.string().meta({
  description: 'where in the loops around it, for example orders#3/lines#0; empty outside of loops',
});

export const RiskShape = z.enum(RISK_LEVELS).meta({ id: 'RiskLevel' });

/** What a user sees of a failure. */
export const FailureShape = z
  .object({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    stepPath: z.string().optional(),
    retryAt: Timestamp.optional().meta({ description: 'of a step that waits for a vendor: when it is tried again' }),
  })
  .meta({ id: 'Failure' });
