import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { z } from 'zod';
import { refuse } from '../http/api-error.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { AccessTokens } from './access-tokens.js';
import { Role } from './auth.schemas.js';
import type { Principal } from './principal.js';

/** How long an answer about a session is believed: a logout, demotion or deletion counts within this time. */
const BELIEVED_MS = 900;
const MAX_REMEMBERED = 5000;

const Rows = z.array(
  z.object({
    user_id: z.uuid(),
    name: z.string(),
    email: z.string(),
    time_zone: z.string().nullable(),
    observatory_id: z.uuid(),
    role: Role,
  }),
);

const sessionQuery = `
  select s.user_id, u.name, u.email::text as email, u.profile_data ->> 'timeZone' as time_zone,
    s.observatory_id, m.role
  from user_sessions s
  join users u on u.id = s.user_id
  join memberships m on m.user_id = s.user_id and m.observatory_id = s.observatory_id
  where s.id = $1 and s.revoked_at is null and s.expires_at > now()`;

interface Remembered {
  askedAt: number;
  answer: Promise<Principal | undefined>;
}

/** Who an access token stands for, by the session's row at this moment. */
@Injectable()
export class SessionsService {
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws ApiError 401 when the token is not ours, has run out, or its session ended */
  async authenticate(accessToken: string): Promise<Principal> {
    const claims = await this.tokens.read(accessToken);
    const principal = claims === undefined ? undefined : await this.principalOf(claims.sid);
    if (principal === undefined || principal.userId !== claims?.sub) {
      throw refuse.unauthenticated({
        message: 'Your session has ended or the token is not valid.',
        hint: 'Refresh the token, or sign in again.',
      });
    }
    return principal;
  }

  /** Forgets what is remembered, so that a change made here counts at once. */
  forget(sessionId: string): void {
    this.remembered.delete(sessionId);
  }

  private principalOf(sessionId: string): Promise<Principal | undefined> {
    const now = performance.now();
    const known = this.remembered.get(sessionId);
    if (known !== undefined && now - known.askedAt < BELIEVED_MS) return known.answer;
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    const answer = this.load(sessionId);
    this.remembered.set(sessionId, { askedAt: now, answer });
    // A failure says nothing about the session.
    answer.catch(() => this.remembered.delete(sessionId));
    return answer;
  }

  private async load(sessionId: string): Promise<Principal | undefined> {
    const [row] = Rows.parse(await this.database.systemQuery(sessionQuery, [sessionId]));
    if (row === undefined) return undefined;
    return {
      userId: row.user_id,
      name: row.name,
      email: row.email,
      timeZone: row.time_zone,
      sessionId,
      observatoryId: row.observatory_id,
      role: row.role,
    };
  }
}
