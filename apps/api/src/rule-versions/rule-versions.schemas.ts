import { z } from 'zod';
import { AnyJson, Int4, Person, Timestamp } from '../http/shapes.js';
import { WebhookSecret } from '../rule-triggers/rule-triggers.schemas.js';

/** What every view of a version has. */
export const versionFields = {
  version: z.int(),
  planHash: z.string(),
  publishedAt: Timestamp,
  publishedBy: Person.nullable(),
  note: z.string().nullable(),
};
export const RuleVersionSummary = z
  .object({ ...versionFields, current: z.boolean() })
  .meta({ id: 'RuleVersionSummary' });
export const RuleVersionDetail = z
  .object({ ...versionFields, current: z.boolean(), definition: AnyJson, source: z.string(), plan: AnyJson })
  .meta({ id: 'RuleVersionDetail' });

export const LiveRuns = z
  .object({
    versions: z
      .array(
        z.object({
          version: z.int(),
          runs: z.int(),
          waiting: z.int().meta({ description: 'of these, how many wait for a person, a moment or an event' }),
        }),
      )
      .meta({ description: 'newest first' }),
    standing: z
      .int()
      .meta({ description: 'effects of theirs that happened or may have; running anew makes them once more' }),
  })
  .meta({ id: 'LiveRuns' });

export const PublishRequest = z
  .strictObject({
    revision: Int4.min(0).optional().meta({ description: 'refuse when the draft has moved on since' }),
    note: z.string().max(2000).optional(),
    runs: z.enum(['stay', 'restart']).default('stay').meta({
      description:
        'runs of earlier versions: they go on as they began, or they are cancelled and their events run anew with this version',
    }),
    enable: z.boolean().default(true).meta({ description: 'switch the rule on at its first publication' }),
  })
  .prefault({})
  .meta({ id: 'PublishRequest' });
export type PublishRequest = z.infer<typeof PublishRequest>;
export const Published = z
  .object({
    ruleId: z.uuid(),
    version: z.int(),
    planHash: z.string(),
    publishedAt: Timestamp,
    enabled: z.boolean(),
    restarted: z.int().meta({ description: 'runs of earlier versions that are cancelled and will run anew' }),
    webhook: WebhookSecret.extend({
      secret: z.string().nullable().meta({ description: 'only when it was just made' }),
      hasSecret: z.boolean().meta({ description: 'false where the sender makes it and nobody has entered it yet' }),
    }).nullable(),
  })
  .meta({ id: 'Published' });
