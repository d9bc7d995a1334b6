import { FEED_STATUSES, FEED_TYPES, type FeedStatus, type FeedType } from '@jarvis/vocabulary';

const ACTIVITY_WINDOWS = { hour: 1, day: 24, week: 168 } as const;

export interface ActivityFilters {
  platform?: string;
  type?: FeedType;
  status?: FeedStatus;
  within?: keyof typeof ACTIVITY_WINDOWS;
}

const known = <Value extends string>(values: readonly Value[], given: string | null): Value | undefined =>
  values.find((one) => one === given);

/** What the address asks for; parts that make no sense are left out. */
export function activityFilters(params: URLSearchParams): ActivityFilters {
  const platform = params.get('platform');
  const type = known(FEED_TYPES, params.get('type'));
  const status = known(FEED_STATUSES, params.get('status'));
  const within = known(['hour', 'day', 'week'] as const, params.get('within'));
  return {
    ...(platform && /^[a-z][a-z0-9-]{0,49}$/.test(platform) ? { platform } : {}),
    ...(type ? { type } : {}),
    ...(status ? { status } : {}),
    ...(within ? { within } : {}),
  };
}

/** The same as the API takes it: a window becomes a moment. */
export function toQuery(
  { within, ...rest }: ActivityFilters,
  now: number,
): Omit<ActivityFilters, 'within'> & { from?: string } {
  return within ? { ...rest, from: new Date(now - ACTIVITY_WINDOWS[within] * 3_600_000).toISOString() } : rest;
}
