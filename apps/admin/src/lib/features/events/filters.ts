import type { EventSummary } from '#lib/api/types.ts';

export interface EventFilters {
  source?: EventSummary['source'];
  name?: string;
  q?: string;
}

export const SOURCE_WORDS: Readonly<Record<EventSummary['source'], string>> = {
  jarvis: 'Jarvis',
  rules: 'Rules',
  calls: 'Calls',
  platforms: 'Platforms',
};

/** What the address asks for; parts that make no sense are left out. */
export function eventFilters(params: URLSearchParams): EventFilters {
  const source = (['jarvis', 'rules', 'calls', 'platforms'] as const).find((one) => one === params.get('source'));
  const [name, q] = [params.get('name')?.slice(0, 100), params.get('q')?.slice(0, 200)];
  return { ...(source ? { source } : {}), ...(name ? { name } : {}), ...(q ? { q } : {}) };
}

/** What happened: the name of an event, or whom a call was for. */
export function titleOf({ name, calledRule, source }: EventSummary): string {
  return source === 'calls' ? `Call of “${calledRule?.name ?? 'a rule'}”` : name;
}
