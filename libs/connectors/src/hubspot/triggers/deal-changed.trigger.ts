import { z } from 'zod';
import { Deal, DEAL_PROPERTIES, sampleDeal, toDeal } from '../deal.js';
import { readHistory } from '../history.js';
import { hub } from '../platform.js';
import { beginReading, Cursor, readOn } from '../read-on.js';
import { PropertyName } from '../records.js';
import type { Filter } from '../search.js';

const STAGE = 'dealstage';

const Settings = z.strictObject({
  stage: z.string().min(1).max(100).optional().meta({
    title: 'Stage',
    description: 'Only deals that move to this stage; its internal name, such as closedwon.',
  }),
  pipeline: z.string().min(1).max(100).optional().meta({
    title: 'Pipeline',
    description: 'Only deals of this pipeline; its internal name, such as default.',
  }),
  property: PropertyName.optional().meta({
    title: 'Property',
    description:
      'Only when this property changes; its internal name, such as amount. Left out: whatever changes, or with a stage the stage.',
  }),
});
type Settings = z.infer<typeof Settings>;

const Event = Deal.extend({
  change: z
    .object({ property: z.string(), value: z.string().nullable(), before: z.string().nullable(), at: z.string() })
    .nullable()
    .meta({ description: 'What the property that is waited for is now, and what it was before.' }),
});

/**
 * Deals that were changed or made. `POST /crm/v3/objects/deals/search` by `hs_lastmodifieddate`; when a certain property
 * has changed is in its history, `POST /crm/v3/objects/deals/batch/read`. Scope crm.objects.deals.read.
 */
export const dealChangedTrigger = hub.defineTrigger({
  id: 'deal-changed',
  title: 'A deal changes',
  description:
    'Starts when a deal is made or changed, with the deal as it is then. Changes that follow closely may come as one.',
  settings: Settings,
  event: Event,
  sample(settings) {
    const [deal, property] = [sampleDeal(), propertyOf(settings)];
    const stage = settings.stage ?? deal.stage;
    const value = property === STAGE ? stage : '1200';
    const change = property === undefined ? null : { property, value, before: null, at: deal.updatedAt };
    return { ...deal, stage, change };
  },
  describe(settings) {
    const { stage, pipeline } = settings;
    const deal = `a deal${pipeline ? ` of “${pipeline}”` : ''}`;
    const property = propertyOf(settings);
    if (property === undefined) return `When ${deal} changes`;
    if (property === STAGE) return `When ${deal} moves to ${stage ? `“${stage}”` : 'another stage'}`;
    return `When “${property}” of ${deal}${stage ? ` in “${stage}”` : ''} changes`;
  },
  dedupeKey: ({ id, updatedAt, change }) => (change ? `${id}/${change.property}/${change.at}` : `${id}/${updatedAt}`),
  summary: ({ name, stage, id }) => `${name ?? `deal ${id}`}${stage ? `, ${stage}` : ''}`,
  poll: {
    everyMs: 60_000,
    cursor: Cursor,
    begin: (settings, context) => beginReading(context, whatOf(settings)),
    async fetch({ settings, cursor: before }, context) {
      const { found, isNews, cursor, more } = await readOn(context, whatOf(settings), before);
      const property = propertyOf(settings);
      if (property === undefined) {
        const events = found.map(({ record, at }) => ({
          ...toDeal(context, record),
          updatedAt: new Date(at).toISOString(),
          change: null,
        }));
        return { events, cursor, more };
      }
      const ids = found.map(({ record }) => record.id);
      const read = await readHistory(context, 'deals', { ids, property, properties: DEAL_PROPERTIES });
      const events = read.flatMap(({ record, values: [latest, previous] }) => {
        if (latest === undefined || !isNews(latest.at.getTime())) return [];
        // It has moved on since it was found.
        if (property === STAGE && settings.stage !== undefined && latest.value !== settings.stage) return [];
        const [value, was] = [latest.value || null, previous?.value || null];
        const change = { property, value, before: was, at: latest.at.toISOString() };
        return [{ ...toDeal(context, record), change }];
      });
      return { events, cursor, more };
    },
  },
});

const propertyOf = ({ property, stage }: Settings) => property ?? (stage === undefined ? undefined : STAGE);

function whatOf({ stage, pipeline }: Settings) {
  const filters: Filter[] = [
    ...(stage === undefined ? [] : [is(STAGE, stage)]),
    ...(pipeline === undefined ? [] : [is('pipeline', pipeline)]),
  ];
  return { type: 'deals', at: 'hs_lastmodifieddate', properties: DEAL_PROPERTIES, filters } as const;
}

const is = (property: string, value: string): Filter => ({ property, operator: 'EQ', value });
