import { TRIGGER_KINDS } from '@jarvis/vocabulary';
import { listRules } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const trigger = TRIGGER_KINDS.find((one) => one === url.searchParams.get('trigger'));
  const enabled = url.searchParams.get('on');
  const q = url.searchParams.get('q')?.trim().slice(0, 200);
  const filters = {
    ...(trigger ? { trigger } : {}),
    ...(enabled === 'true' || enabled === 'false' ? { enabled } : {}),
    ...(q ? { q } : {}),
  };
  try {
    return { filters, first: await listRules(fetch, { ...filters, limit: 50 }) };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
