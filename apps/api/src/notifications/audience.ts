import type { NotificationChannel, NotificationKind } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { TimeZone } from '../auth/auth.schemas.js';
import { ACCESS } from '../http/route.decorators.js';
import { noticeKinds } from './kinds/registry.js';

// A zone that this server does not know (any more) must not keep a notice from its reader.
const Rows = z.array(z.object({ user_id: z.uuid(), time_zone: TimeZone.catch('UTC') }));

interface Reader {
  userId: string;
  /** As the browser last said; UTC until one has. */
  timeZone: string;
}

/** Members who may do what the kind is about and have not switched it off for the channel. */
export async function findAudience(
  manager: EntityManager,
  { kind, channel }: { kind: NotificationKind; channel: NotificationChannel },
): Promise<Reader[]> {
  const { audience, defaults } = noticeKinds[kind];
  const rows: unknown = await manager.query(
    `select m.user_id, u.profile_data ->> 'timeZone' as time_zone from memberships m
     join users u on u.id = m.user_id
     left join notification_preferences p
       on p.user_id = m.user_id and p.observatory_id = m.observatory_id and p.kind = $2 and p.channel = $3
     where m.role = any($1) and coalesce(p.enabled, $4)
     order by m.created_at, m.id`,
    [ACCESS[audience], kind, channel, defaults[channel]],
  );
  return Rows.parse(rows).map(({ user_id: userId, time_zone: timeZone }) => ({ userId, timeZone }));
}
