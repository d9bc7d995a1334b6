import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isDatabaseUnavailable, LIMITS_CHANNEL, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { z } from 'zod';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { decide } from './decide.js';

/** Looks for what nobody announced, and at what becomes due. */
const SWEEP_MS = 1000;
/** Rules that are looked at in one round. */
const RULES = 50;

const Due = z.array(z.object({ observatory_id: z.uuid(), rule_id: z.uuid() }));

/**
 * Decides which runs of rules with limits are started. Each decision is about one rule, under the lock of its limits, so
 * any number of API processes may do so: whoever finds the lock taken leaves the rule to the other.
 */
@Injectable()
export class AdmissionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private wanted = false;
  private stopped = false;
  private stopListening: Promise<() => Promise<void>> | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const look = () => this.look();
    this.stopListening = this.database.listen(LIMITS_CHANNEL, { message: look, resumed: look });
    this.timer = setInterval(look, SWEEP_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await (
      await this.stopListening
    )?.();
    await this.running;
  }

  /** Something may be due. Returns at once; never throws. */
  look(): void {
    if (this.stopped) return;
    this.wanted = true;
    this.running ??= this.lookAround().finally(() => {
      this.running = undefined;
      if (this.wanted) this.look();
    });
  }

  private async lookAround(): Promise<void> {
    try {
      while (this.wanted && !this.stopped) {
        this.wanted = false;
        for (const rule of await this.due()) await this.decideAbout(rule);
      }
    } catch (error) {
      // The sweep looks again.
      this.wanted = false;
      if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'held runs could not be looked at');
    }
  }

  private async due(): Promise<z.infer<typeof Due>> {
    const rows = await this.database.systemQuery(
      `select observatory_id, rule_id from run_holds where due <= now() group by 1, 2 order by min(due) limit ${RULES.toString()}`,
    );
    return Due.parse(rows);
  }

  /** What goes wrong with one rule does not stand in the way of the others. */
  private async decideAbout({ observatory_id: observatoryId, rule_id: ruleId }: z.infer<typeof Due>[number]) {
    try {
      const more = await this.database.tenant(observatoryId, (manager) => decide({ manager, observatoryId, ruleId }));
      if (more) this.wanted = true;
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      this.logger.error({ err: error, ruleId }, 'the held runs of a rule could not be looked at');
    }
  }
}
