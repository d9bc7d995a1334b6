import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { z } from 'zod';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { KEPT } from './deliveries.queries.js';

const SWEEP_MS = 3_600_000;
const KEPT_DAYS = 30;
const AT_ONCE = 1_000;

const Ids = z.array(z.object({ id: z.string() }));

/**
 * Forgets what older deliveries brought: of each endpoint the last ones are kept, and none for longer than a month. The
 * row stays, since it says that a delivery was here before; what its run was started with, the run has.
 */
@Injectable()
export class DeliveryRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), SWEEP_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  /** Never throws: the next hour tries again. */
  async sweep(): Promise<void> {
    this.sweeping ??= this.forget()
      .catch((error: unknown) => {
        if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'old deliveries could not be forgotten');
      })
      .finally(() => {
        this.sweeping = undefined;
      });
    await this.sweeping;
  }

  private async forget(): Promise<void> {
    for (;;) {
      const rows = await this.database.systemQuery(
        `with old as (
           select id from (
             select id, status, received_at, row_number() over (partition by source order by received_at desc, id desc) as place
             from inbox where kept) as recent
           where status not in ('judging', 'held')
             and (place > $1 or received_at < now() - make_interval(days => ${KEPT_DAYS.toString()}))
           limit ${AT_ONCE.toString()}),
         forgotten as (
           update inbox set event = null, headers = '{}', kept = false where id in (select id from old) returning id)
         select id from forgotten`,
        [KEPT],
      );
      if (Ids.parse(rows).length < AT_ONCE) break;
    }
    await this.database.systemQuery(
      `delete from webhook_refusals where last_at < now() - make_interval(days => ${KEPT_DAYS.toString()})`,
    );
  }
}
