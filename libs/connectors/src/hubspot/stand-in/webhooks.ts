import { createHmac, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StandInTools } from '@jarvis/stand-in-kit';
import { z } from 'zod';
import type { Source } from './records.js';

/** What its developer has set of the app; an address that is empty gets nothing. */
export const App = z.object({
  targetUrl: z.union([z.url({ protocol: /^https?$/ }), z.literal('')]),
  clientSecret: z.string().min(1),
});
export type App = z.infer<typeof App>;
const Delivery = z.object({
  at: z.string(),
  events: z.array(z.string()),
  attempt: z.int(),
  result: z.string(),
});
export type Delivery = z.infer<typeof Delivery>;

/** What the app is subscribed to. */
const SUBSCRIPTIONS = ['contact.creation', 'deal.creation', 'deal.propertyChange'] as const;
const APP_ID = 1_160_452;
/** Jarvis is registered with it at every stand-in. */
const SANDBOX_SECRET = 'sandbox';

export interface Happening {
  subscriptionType: (typeof SUBSCRIPTIONS)[number];
  changeSource: Source;
  propertyName?: string;
  propertyValue?: string;
}
interface Where {
  portalId: number;
  objectId: number;
}

/** HubSpot waits five seconds for an answer, and tries ten times more within a day. Here these follow sooner. */
const PATIENCE_MS = 5_000;
const MAX_RETRIES = 10;
const waitMs = (attempt: number): number => Math.min(1_000 * 2 ** (attempt - 1), 60_000);
const SHOWN = 10;

/**
 * Webhooks of one app, to which every account here is subscribed: batches of events, signed with v3, and sent again where
 * they were not taken. What waits for that is forgotten when the sandbox stops.
 * Source: https://developers.hubspot.com/docs/api/webhooks
 */
export function openWebhooks({ store, hookUrl, stopping }: Pick<StandInTools, 'store' | 'hookUrl' | 'stopping'>) {
  const set = store.part('hubspotApp', App.partial(), {});
  const deliveries = store.part('hubspotDeliveries', z.array(Delivery), []);
  const app = (): App => ({
    targetUrl: hookUrl('hubspot') ?? '',
    clientSecret: SANDBOX_SECRET,
    ...set.value,
  });

  /** @throws when the sandbox stops meanwhile */
  async function deliver(events: readonly Event[]): Promise<void> {
    for (let attempt = 0; attempt <= MAX_RETRIES; attempt += 1) {
      if (attempt > 0) await sleep(waitMs(attempt), undefined, { signal: stopping, ref: false });
      const { targetUrl, clientSecret } = app();
      if (targetUrl === '') return;
      const body = JSON.stringify(events.map((event) => ({ ...event, attemptNumber: attempt })));
      const { taken, words: result } = await post(targetUrl, { body, clientSecret, stopping });
      stopping.throwIfAborted();
      const delivery = { at: new Date().toISOString(), events: events.map(nameOf), attempt, result };
      deliveries.value = [delivery, ...deliveries.value].slice(0, SHOWN);
      if (taken) return;
    }
  }

  return {
    app,
    /** Keeps only what differs from what is so anyway, so that another port of the API is followed. */
    configure({ targetUrl, clientSecret }: App): void {
      set.value = { ...(targetUrl === (hookUrl('hubspot') ?? '') ? {} : { targetUrl }), clientSecret };
    },
    /** The latest, newest first. */
    deliveries: () => deliveries.value,
    tell(happenings: readonly Happening[], where: Where): void {
      const events = happenings.map((happening) => eventOf(happening, where));
      if (events.length === 0) return;
      void deliver(events).catch((error: unknown) => {
        if (!stopping.aborted) throw error;
      });
    },
  };
}

type Event = ReturnType<typeof eventOf>;

const eventOf = (happening: Happening, where: Where) => ({
  eventId: randomInt(2 ** 32),
  subscriptionId: SUBSCRIPTIONS.indexOf(happening.subscriptionType) + 1,
  appId: APP_ID,
  occurredAt: Date.now(),
  ...where,
  ...happening,
});

const nameOf = ({ subscriptionType, objectId, propertyName }: Event): string =>
  [subscriptionType, objectId, propertyName].filter((part) => part !== undefined).join(' ');

async function post(
  url: string,
  { body, clientSecret, stopping }: { body: string; clientSecret: string; stopping: AbortSignal },
): Promise<{ taken: boolean; words: string }> {
  const timestamp = Date.now().toString();
  try {
    const reply = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body,
      headers: {
        'content-type': 'application/json',
        'x-hubspot-signature-v3': createHmac('sha256', clientSecret)
          .update(`POST${url}${body}${timestamp}`)
          .digest('base64'),
        'x-hubspot-request-timestamp': timestamp,
      },
      signal: AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE_MS)]),
    });
    await reply.body?.cancel();
    return { taken: reply.ok, words: reply.status.toString() };
  } catch {
    return { taken: false, words: 'no answer' };
  }
}
