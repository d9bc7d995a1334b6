import { one, through, type Fetch } from '#lib/api/client.ts';
import * as sdk from '#lib/api/generated/sdk.gen.ts';

export const listDeliveries = (fetch: Fetch, id: string) =>
  one(sdk.deliveriesList({ ...through(fetch), path: { id } }));
export const getDelivery = (fetch: Fetch, path: { id: string; deliveryId: string }) =>
  one(sdk.deliveriesGet({ ...through(fetch), path }));
/** The key makes a repeated request harmless. */
export const redeliver = (fetch: Fetch, path: { id: string; deliveryId: string }, key: string) =>
  one(sdk.deliveriesRedeliver({ ...through(fetch), path, headers: { 'idempotency-key': key } }));
export const pauseWebhook = (fetch: Fetch, id: string) => one(sdk.deliveriesPause({ ...through(fetch), path: { id } }));
export const resumeWebhook = (fetch: Fetch, id: string) =>
  one(sdk.deliveriesResume({ ...through(fetch), path: { id } }));
