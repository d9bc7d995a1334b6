import { TRIGGER_KINDS } from '@jarvis/vocabulary';
import { listRules } from '#lib/api/calls.ts';
import { listTags } from '#lib/features/rules/tags.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const trigger = TRIGGER_KINDS.find((one) => one === url.searchParams.get('trigger'));
  const enabled = url.searchParams.get('on');
  const tag = url.searchParams.get('tag')?.slice(0, 30);
  const q = url.searchParams.get('q')?.trim().slice(0, 200);
  const filters = {
    ...(trigger ? { trigger } : {}),
    ...(enabled === 'true' || enabled === 'false' ? { enabled } : {}),
    ...(tag ? { tag } : {}),
    ...(q ? { q } : {}),
  };
  try {
    const [first, tags] = await Promise.all([listRules(fetch, { ...filters, limit: 50 }), listTags(fetch)]);
    return { filters, first, tags };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};
