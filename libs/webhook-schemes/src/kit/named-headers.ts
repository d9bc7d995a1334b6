import { randomUUID } from 'node:crypto';
import type { SampleFacts, Scheme } from '../scheme.js';
import { typeOf } from './body.js';
import { unixNow } from './clock.js';
import { idOfBody } from './compare.js';
import { deliveryIdIn, singleHeader } from './delivery.js';

interface Names {
  idHeader?: string | undefined;
  eventHeader?: string | undefined;
}

type Named = Pick<
  Scheme,
  'deliveryId' | 'deliveryIdPlace' | 'eventName' | 'summary' | 'keptHeaders' | 'sampleHeaders'
> & {
  /** Of a sample of this event. */
  newFacts(event: unknown): SampleFacts;
};

/** What a scheme does whose headers have the names that its settings give them. */
export function namedHeaders({ idHeader, eventHeader }: Names): Named {
  const named = [idHeader, eventHeader].flatMap((name) => (name === undefined ? [] : [name.toLowerCase()]));
  return {
    deliveryId: (delivery) =>
      idHeader === undefined ? idOfBody(delivery) : deliveryIdIn(singleHeader(delivery, idHeader.toLowerCase())),
    deliveryIdPlace: `header ${idHeader ?? ''}`,
    eventName: (event, delivery) =>
      eventHeader === undefined || delivery === undefined
        ? typeOf(event)
        : (singleHeader(delivery, eventHeader.toLowerCase()) ?? ''),
    summary: (_event, eventName) => (eventName === '' ? 'Webhook' : `${eventName} (webhook)`),
    keptHeaders: named,
    sampleHeaders: ({ deliveryId, eventName }) =>
      Object.fromEntries(
        [
          [idHeader, deliveryId],
          [eventHeader, eventName],
        ].flatMap(([name, value = '']) => (name === undefined || value === '' ? [] : [[name.toLowerCase(), value]])),
      ),
    newFacts: (event) => ({ at: unixNow(), deliveryId: randomUUID(), eventName: typeOf(event) }),
  };
}
