import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import { z } from 'zod';
import { refuse } from '../http/api-error.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { ROLES } from '@jarvis/vocabulary';
import { AccessTokens } from './access-tokens.js';
import { API_TOKEN_PREFIX, hashOfToken } from './api-token.js';
import { Role } from './auth.schemas.js';
import type { Principal } from './principal.js';

/** How long an answer about a session is believed: a logout, demotion or deletion counts within this time. */
const BELIEVED_MS = 900;
const MAX_REMEMBERED = 5000;

const Row = z.object({
  user_id: z.uuid(),
  name: z.string(),
  email: z.string(),
  time_zone: z.string().nullable(),
  observatory_id: z.uuid(),
  role: Role,
});
const Rows = z.array(Row);
const TokenRows = z.array(Row.extend({ id: z.uuid(), most: Role }));

const sessionQuery = `
  select s.user_id, u.name, u.email::text as email, u.profile_data ->> 'timeZone' as time_zone,
    s.observatory_id, m.role
  from user_sessions s
  join users u on u.id = s.user_id
  join memberships m on m.user_id = s.user_id and m.observatory_id = s.observatory_id
  where s.id = $1 and s.revoked_at is null and s.expires_at > now()`;

const tokenQuery = `
  select t.id, t.user_id, u.name, u.email::text as email, u.profile_data ->> 'timeZone' as time_zone,
    t.observatory_id, m.role, t.role as most
  from api_tokens t
  join users u on u.id = t.user_id
  join memberships m on m.user_id = t.user_id and m.observatory_id = t.observatory_id
  where t.token_hash = $1 and t.revoked_at is null and t.expires_at > now()`;

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
    if (accessToken.startsWith(API_TOKEN_PREFIX)) return this.authenticateMachine(accessToken);
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

  /** Asked anew each time: machines call seldom, and a token that was ended must end at once. */
  private async authenticateMachine(token: string): Promise<Principal> {
    const rows = await this.database.systemQuery(tokenQuery, [hashOfToken(token)]);
    const [row] = TokenRows.parse(rows);
    if (row === undefined) {
      throw refuse.unauthenticated({
        message: 'This token is not valid: it has run out, was ended, or was never made here.',
        hint: 'Make a new one under Settings → Tokens for machines.',
      });
    }
    await this.database.systemQuery(
      `update api_tokens set last_used_at = now()
       where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [row.id],
    );
    // Whoever lost rights since has lost them here too.
    const role = ROLES[Math.max(ROLES.indexOf(row.role), ROLES.indexOf(row.most))];
    if (role === undefined) throw new Error('A token has no role.');
    return { ...toPrincipal(row, row.id), role, byToken: true };
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
    return toPrincipal(row, sessionId);
  }
}

function toPrincipal(row: z.infer<typeof Row>, sessionId: string): Principal {
  return {
    userId: row.user_id,
    name: row.name,
    email: row.email,
    timeZone: row.time_zone,
    sessionId,
    byToken: false,
    observatoryId: row.observatory_id,
    role: row.role,
  };
}
