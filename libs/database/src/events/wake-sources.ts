import type { Queryable } from '../queryable.js';

interface Told {
  platform: string;
  /** The vendor's ids of the accounts where something happened. */
  accounts: readonly string[];
  /** After this long it is looked at once more. */
  lagMs: number;
  /** Only in this observatory; left out: wherever the accounts are connected. */
  observatoryId?: string | undefined;
}

/** When a source may be looked at because of a delivery: a busy account tells of something every second. */
const RESTED = `greatest(now(), s.last_polled_at + interval '5 seconds')`;

/**
 * Makes due what is watched through these accounts: now, or when it has rested after the look before, and once more a
 * little later. Of many calls in a row the first one writes. What could not be read last time keeps its wait, which the
 * vendor may have asked for. Runs as `jarvis_system`.
 */
export async function wakeSources(
  manager: Queryable,
  { platform, accounts, lagMs, observatoryId }: Told,
): Promise<void> {
  await manager.query(
    `update event_sources s
     set next_at = least(s.next_at, ${RESTED}), again_at = now() + $3::int * interval '1 millisecond'
     from integrations i
     where i.id = s.connection_id and i.observatory_id = s.observatory_id
       and i.platform = $1 and i.account_id = any ($2) and ($4::uuid is null or s.observatory_id = $4) and s.failures = 0
       and (s.next_at > ${RESTED} or s.again_at is null or s.again_at < now() + $3::int / 2 * interval '1 millisecond')`,
    [platform, accounts, lagMs, observatoryId ?? null],
  );
}
