import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { isDatabaseUnavailable, notify, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { z } from 'zod';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';

/** A page that shows a paused endpoint reads all of it again with each notice. */
const GATHER_MS = 1000;

const Paused = z.array(z.object({ observatoryId: z.uuid(), id: z.uuid() }));

/** Tells whoever looks at a paused endpoint that it holds more; no run says so. */
@Injectable()
export class HeldNotices implements BeforeApplicationShutdown {
  private readonly hooks = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Something was taken in that has no run yet: it is held, or a filter looks at it, which tells by itself. */
  note(hookId: string): void {
    this.hooks.add(hookId);
    this.timer ??= setTimeout(() => void this.tell(), GATHER_MS);
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  /** Never throws: the next delivery, or a reload, shows what this one did not. */
  private async tell(): Promise<void> {
    this.timer = undefined;
    const ids = [...this.hooks];
    this.hooks.clear();
    try {
      await this.database.system(async (manager) => {
        const rows: unknown = await manager.query(
          `select observatory_id as "observatoryId", rule_id as id from webhook_endpoints
           where id = any($1) and paused_at is not null`,
          [ids],
        );
        for (const rule of Paused.parse(rows)) await notify(manager, { type: 'rule_updated', ...rule });
      });
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'held deliveries could not be told');
    }
  }
}
