import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { LIVE_CLOSE } from '@jarvis/contracts';
import { isDatabaseUnavailable, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { z } from 'zod';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { LiveSockets } from './live-sockets.js';

/** A logout, a demotion or a deletion ends the connection within a second. */
const EVERY_MS = 700;
const HEARTBEAT_MS = 25_000;

const Rows = z.array(z.object({ id: z.uuid(), observatory: z.uuid() }));

/** Sessions of the connected clients that still hold: not revoked, not run out, still a member. One query for all. */
const liveSessions = `
  select s.id, s.observatory_id as observatory from user_sessions s
  join memberships m on m.user_id = s.user_id and m.observatory_id = s.observatory_id
  where s.id = any($1::uuid[]) and s.revoked_at is null and s.expires_at > now()`;

/** Closes connections whose session has ended, and those whose other side is gone. */
@Injectable()
export class SessionWatchService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  static readonly heartbeatMs = HEARTBEAT_MS;
  private readonly timers: NodeJS.Timeout[] = [];
  private checking = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly sockets: LiveSockets,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.push(setInterval(() => void this.check(), EVERY_MS));
    this.timers.push(setInterval(() => this.beat(), HEARTBEAT_MS));
  }

  beforeApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async check(): Promise<void> {
    const sockets = this.sockets.all();
    if (this.checking || sockets.length === 0) return;
    this.checking = true;
    try {
      const ids = [...new Set(sockets.map(({ principal }) => principal.sessionId))];
      const rows = Rows.parse(await this.database.systemQuery(liveSessions, [ids]));
      const observatories = new Map(rows.map(({ id, observatory }) => [id, observatory]));
      for (const socket of sockets) {
        const observatory = observatories.get(socket.principal.sessionId);
        if (observatory === undefined) socket.close(LIVE_CLOSE.unauthorized, 'Your session has ended. Sign in again.');
        // Switched in another tab: what this socket was opened for is no longer what its requests are answered from.
        else if (observatory !== socket.principal.observatoryId)
          socket.close(LIVE_CLOSE.unauthorized, 'Your session went on in another observatory. Connect again.');
      }
    } catch (error) {
      // Without the database there is nothing to tell them either; the next check decides.
      if (!isDatabaseUnavailable(error))
        this.logger.error({ err: error }, 'sessions of live connections could not be checked');
    } finally {
      this.checking = false;
    }
  }

  private beat(): void {
    for (const socket of this.sockets.all()) socket.beat();
  }
}
