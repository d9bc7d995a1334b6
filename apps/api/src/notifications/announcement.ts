import { NOTIFICATION_CAUSES } from '@jarvis/database';
import { z } from 'zod';

/** A claimed outbox row of topic `notify`: what happened, and to which row. */
export const Announcement = z.object({
  id: z.string(),
  observatory_id: z.uuid(),
  attempts: z.int(),
  payload: z.object({ cause: z.enum(NOTIFICATION_CAUSES), id: z.uuid() }),
});
export type Announcement = z.infer<typeof Announcement>;

/** Enough to put a row aside that does not parse. */
export const UnreadableAnnouncement = z.object({ id: z.string() });
