import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, NOTIFICATION_CHANNELS, type NotificationChannel } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { LOGGER } from '../infrastructure/tokens.js';
import { OutboxQueries } from '../relay/outbox.queries.js';
import { Announcement, UnreadableAnnouncement } from './announcement.js';
import { AnnouncementsQueries } from './announcements.queries.js';
import { DeliveriesQueries } from './deliveries.queries.js';
import { NotificationMaker } from './notification-maker.js';
import { Postman } from './postman.js';

const SWEEP_MS = 2000;
const PRUNE_MS = 3_600_000;
/** Announcements a round. */
const BATCH = 20;
/** Sent side by side. */
const AT_ONCE = 5;

/**
 * Turns what was announced into notifications and sends those that are due. Whatever a crash interrupts is claimed
 * again; any number of API processes may run it. Each channel goes at its own pace: a mail server that hangs does not
 * keep the bell waiting.
 */
@Injectable()
export class NotifierService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly announcements: AnnouncementsQueries,
    private readonly outbox: OutboxQueries,
    private readonly maker: NotificationMaker,
    private readonly deliveries: DeliveriesQueries,
    private readonly postman: Postman,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.push(setInterval(() => this.sweep(), SWEEP_MS));
    this.timers.push(setInterval(() => void this.guarded('pruning', () => this.deliveries.prune()), PRUNE_MS));
    this.sweep();
  }

  /** Before the database closes. What is being sent is finished; the rest stays where it is. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.running.values());
  }

  private sweep(): void {
    void this.guarded('announcements', () => this.readAnnouncements()).then(() => {
      for (const channel of NOTIFICATION_CHANNELS) void this.guarded(channel, () => this.sendDue(channel));
    });
  }

  private async readAnnouncements(): Promise<void> {
    let claimed: unknown[];
    do {
      claimed = await this.announcements.claim(BATCH);
      for (const row of claimed) await this.make(row);
    } while (claimed.length === BATCH && !this.stopped);
  }

  private async make(row: unknown): Promise<void> {
    const parsed = Announcement.safeParse(row);
    if (!parsed.success) {
      const { id } = UnreadableAnnouncement.parse(row);
      this.logger.error({ messageId: id }, 'an announcement cannot be read and was put aside');
      await this.outbox.settle([id], 'The message cannot be read.');
      return;
    }
    const announcement = parsed.data;
    try {
      await this.maker.make(announcement);
      await this.outbox.settle([announcement.id]);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      this.logger.error({ err: error, messageId: announcement.id }, 'people could not be told of something');
      const seconds = Math.min(3600, 2 ** Math.min(announcement.attempts, 12));
      await this.outbox.postpone(announcement.id, { seconds, error: String(error) });
    }
  }

  private async sendDue(channel: NotificationChannel): Promise<void> {
    while (!this.stopped) {
      const claimed = await this.deliveries.claim(channel, AT_ONCE);
      await Promise.all(claimed.map((one) => this.postman.deliver(one)));
      if (claimed.length < AT_ONCE) return;
    }
  }

  /** One of a name at a time. The sweep tries again; while the database is away, /health says so. */
  private guarded(name: string, work: () => Promise<void>): Promise<void> {
    const running =
      this.running.get(name) ??
      (this.stopped ? Promise.resolve() : work())
        .catch((error: unknown) => {
          if (!isDatabaseUnavailable(error)) this.logger.error({ err: error, part: name }, 'the notifier failed');
        })
        .finally(() => this.running.delete(name));
    this.running.set(name, running);
    return running;
  }
}
