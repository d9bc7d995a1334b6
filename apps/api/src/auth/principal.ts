import type { z } from 'zod';
import type { Role } from './auth.schemas.js';

/** Who calls, as the session guard established it from the session's row. */
export interface Principal {
  userId: string;
  name: string;
  email: string;
  /** As the browser last said; null until one has. */
  timeZone: string | null;
  /** The session, or the token. */
  sessionId: string;
  /** A machine calls on the person’s behalf. */
  byToken: boolean;
  observatoryId: string;
  role: z.infer<typeof Role>;
  /** From where this request came; unknown where there is none. */
  address?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}
