import type { NotificationCause } from '../entities/values.js';

/**
 * A common table expression `announced`: people shall be told of the rows of `source` (with `id` and
 * `observatory_id`). As a part of the statement that makes them it can neither be lost nor come without them. Nobody is
 * woken for it: the notifier looks every two seconds, and notifying transactions commit one after another.
 *
 * @param source for example `opened`, or `settled where status = 'expired'`
 */
export function announcing(cause: NotificationCause, source: string): string {
  return `announced as (
    insert into outbox (observatory_id, topic, key, payload)
    select observatory_id, 'notify', 'notify/${cause}/' || id, jsonb_build_object('cause', '${cause}', 'id', id)
    from ${source}
    on conflict (key) do nothing)`;
}
