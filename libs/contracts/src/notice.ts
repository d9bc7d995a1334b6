import { z } from 'zod';
import { LiveEvent } from './live.js';

/** Channel of PostgreSQL notifications that carries {@link LiveNotice}. */
export const LIVE_CHANNEL = 'jarvis_events';

/**
 * What writers put on the channel: ids only. The API loads the row under the observatory's
 * row-level security and pushes a `LiveEvent` of the same type.
 */
export const LiveNotice = z.object({
  type: z.enum([...LiveEvent.def.options.flatMap(({ shape }) => shape.type.def.values), 'session_revoked']),
  observatoryId: z.uuid(),
  /** Id of the row; of `session_revoked` the session's. */
  id: z.string(),
  runId: z.uuid().optional(),
});
export type LiveNotice = z.infer<typeof LiveNotice>;
