import { throwForPage } from '#lib/api/failure.ts';
import { listDeliveries } from '#lib/features/rules/deliveries/calls.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    return await listDeliveries(fetch, params.id);
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
