import { z } from 'zod';

export const DeliveryReceipt = z
  .object({
    deliveryId: z.string().meta({
      description:
        'The sender’s id of the delivery; of one that was here before, or whose body was where the endpoint refuses equal ones, the first one’s',
    }),
    runId: z.uuid().nullable().meta({
      description:
        'The run it became; null for a ping, which runs nothing, and for what has no run yet: the filter of the rule looks at it, or the endpoint is paused',
    }),
    resultUrl: z.string().optional().meta({
      description:
        'Where the result can be asked for within a day, when the rule answers with it and was not done in time',
    }),
    filtered: z.literal(true).optional().meta({ description: 'The filter of the rule did not let it pass' }),
    skipped: z.literal(true).optional().meta({
      description: 'Its run was not started, because the rule limits how many are: the run says why',
    }),
  })
  .meta({ id: 'DeliveryReceipt' });

export const Heard = z.object({ heard: z.literal(true) }).meta({ id: 'Heard' });

export const ResultReceipt = DeliveryReceipt.omit({ deliveryId: true }).meta({ id: 'ResultReceipt' });

/** Path parameter: a sealed token. */
export const ResultToken = z.string().regex(/^[A-Za-z0-9._-]{20,1000}$/);

/** Path parameter: the unguessable part of the address. */
export const HookId = z.string().regex(/^[A-Za-z0-9_-]{22,100}$/);
