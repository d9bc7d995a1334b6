import { z } from 'zod';
import { Deal, DEAL_PROPERTIES, sampleDeal, toDeal } from '../deal.js';
import { hub } from '../platform.js';
import { beginReading, Cursor, readOn } from '../read-on.js';
import type { Filter } from '../search.js';

const Settings = z.strictObject({
  stage: z.string().min(1).max(100).optional().meta({
    title: 'Stage',
    description: 'Only deals that are in this stage after the change; its internal name, such as closedwon.',
  }),
  pipeline: z.string().min(1).max(100).optional().meta({
    title: 'Pipeline',
    description: 'Only deals of this pipeline; its internal name, such as default.',
  }),
});
type Settings = z.infer<typeof Settings>;

/** Deals that were changed or made. `POST /crm/v3/objects/deals/search` by `hs_lastmodifieddate`, scope crm.objects.deals.read. */
export const dealChangedTrigger = hub.defineTrigger({
  id: 'deal-changed',
  title: 'A deal changes',
  description:
    'Starts when a deal is made or changed, with the deal as it is then. Changes that follow closely may come as one.',
  settings: Settings,
  event: Deal,
  sample: ({ stage }) => ({ ...sampleDeal(), ...(stage === undefined ? {} : { stage }) }),
  describe: ({ stage, pipeline }) =>
    `When a deal${pipeline ? ` of “${pipeline}”` : ''} changes${stage ? ` and is in “${stage}”` : ''}`,
  dedupeKey: ({ id, updatedAt }) => `${id}/${updatedAt}`,
  summary: ({ name, stage, id }) => `${name ?? `deal ${id}`}${stage ? `, ${stage}` : ''}`,
  poll: {
    everyMs: 60_000,
    cursor: Cursor,
    begin: (settings, context) => beginReading(context, whatOf(settings)),
    async fetch({ settings, cursor: before }, context) {
      const { found, cursor, more } = await readOn(context, whatOf(settings), before);
      const events = found.map(({ record, at }) => ({
        ...toDeal(context, record),
        updatedAt: new Date(at).toISOString(),
      }));
      return { events, cursor, more };
    },
  },
});

function whatOf({ stage, pipeline }: Settings) {
  const filters: Filter[] = [
    ...(stage === undefined ? [] : [is('dealstage', stage)]),
    ...(pipeline === undefined ? [] : [is('pipeline', pipeline)]),
  ];
  return { type: 'deals', at: 'hs_lastmodifieddate', properties: DEAL_PROPERTIES, filters } as const;
}

const is = (property: string, value: string): Filter => ({ property, operator: 'EQ', value });
