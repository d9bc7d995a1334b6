import { getContext, setContext } from 'svelte';
import { unreadNotifications } from '#lib/api/calls.ts';

const KEY = Symbol('unread notifications');

/** How much this person was told and has not read; shared by the bell, its panel and the page. */
export class UnreadNotifications {
  count = $state(0);

  /** Also the first time: the socket asks for it when it opens, so no page waits for this number. */
  refresh = async (): Promise<void> => {
    this.count = (await unreadNotifications(fetch)).unread;
  };
}

export function provideUnread(): UnreadNotifications {
  return setContext(KEY, new UnreadNotifications());
}

export function useUnread(): UnreadNotifications {
  return getContext<UnreadNotifications>(KEY);
}
