import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { LIVE_CHANNEL, LIVE_CLOSE, LiveNotice, type LiveEvent } from '@jarvis/contracts';
import { isDatabaseUnavailable, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import type { Principal } from '../auth/principal.js';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { EventLoader } from './event-loader.js';
import { LiveSockets } from './live-sockets.js';
import { NoticeBuffer } from './notice-buffer.js';

/** Hears what the database says and tells those of the same observatory. */
@Injectable()
export class FanOutService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly buffer = new NoticeBuffer((observatoryId, notices) => void this.push(observatoryId, notices));
  private stopListening: Promise<() => Promise<void>> | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly loader: EventLoader,
    private readonly sockets: LiveSockets,
  ) {}

  onApplicationBootstrap(): void {
    this.stopListening = this.database.listen(LIVE_CHANNEL, {
      message: (payload) => this.hear(payload),
      resumed: () => this.tellEverybodyToRefetch('The server lost its connection to the database for a moment.'),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await (
      await this.stopListening
    )?.();
  }

  private hear(payload: string): void {
    const notice = parseNotice(payload);
    if (!notice) {
      this.logger.warn({}, 'a notification on the live channel cannot be read');
      return;
    }
    const listeners = this.sockets.of(notice.observatoryId);
    if (listeners.length === 0) return;
    if (notice.type !== 'session_revoked') {
      this.buffer.add(notice);
      return;
    }
    for (const socket of listeners) {
      if (socket.principal.sessionId === notice.id)
        socket.close(LIVE_CLOSE.unauthorized, 'Your session has ended. Sign in again.');
    }
  }

  private async push(observatoryId: string, notices: LiveNotice[]): Promise<void> {
    try {
      for (const event of await this.loader.load(observatoryId, notices)) {
        const text = JSON.stringify(event);
        for (const socket of this.sockets.of(observatoryId)) {
          if (mayHear(socket.principal, event)) socket.sendText(text);
        }
      }
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'live events could not be loaded');
      this.refetch(observatoryId, 'Some events could not be loaded.');
    }
  }

  private tellEverybodyToRefetch(reason: string): void {
    for (const socket of this.sockets.all())
      socket.send({ type: 'refetch', at: new Date().toISOString(), data: { reason } });
  }

  private refetch(observatoryId: string, reason: string): void {
    for (const socket of this.sockets.of(observatoryId))
      socket.send({ type: 'refetch', at: new Date().toISOString(), data: { reason } });
  }
}

/** What one person is told is nobody else's business. */
function mayHear({ userId }: Principal, event: LiveEvent): boolean {
  return event.type !== 'notification_created' || event.data.userId === userId;
}

function parseNotice(payload: string): LiveNotice | undefined {
  try {
    return LiveNotice.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
}
