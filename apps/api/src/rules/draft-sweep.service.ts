import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AutomationRule, isDatabaseUnavailable, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import { z } from 'zod';
import { RuleCompiler } from '../definition/rule-compiler.js';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';

/** While Jarvis is updated, what still runs of before may save drafts after the first look. */
const EVERY_MS = 600_000;

const Observatories = z.array(z.object({ observatory_id: z.uuid() }));

/**
 * After an update the language and the connectors may be others than those a draft was checked with. Such drafts are
 * checked again from the start on, one after the other, so that reading one never has to.
 */
@Injectable()
export class DraftSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private ending = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly compiler: RuleCompiler,
  ) {}

  onApplicationBootstrap(): void {
    void this.sweep();
    this.timer = setInterval(() => void this.sweep(), EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Sweeps now; a sweep under way is joined. Never throws. */
  sweep(): Promise<void> {
    this.running ??= this.checkAll()
      .catch((error: unknown) => {
        if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'drafts could not be checked again');
      })
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }

  private async checkAll(): Promise<void> {
    const rows = await this.database.systemQuery('select distinct observatory_id from automation_rules');
    for (const { observatory_id: observatoryId } of Observatories.parse(rows)) {
      const rules = await this.database.tenant(observatoryId, (manager) =>
        manager
          .createQueryBuilder(AutomationRule, 'rule')
          .select('rule.id')
          .where(...this.compiler.outdated())
          .getMany(),
      );
      for (const { id } of rules) {
        if (this.ending) return;
        await this.check(observatoryId, id);
      }
    }
  }

  private async check(observatoryId: string, id: string): Promise<void> {
    const rule = await this.database.tenant(observatoryId, (manager) => manager.findOneBy(AutomationRule, { id }));
    if (rule === null) return;
    try {
      const draftCheck = await this.compiler.draftCheckOf(observatoryId, rule);
      const { draftRevision, updatedAt } = rule;
      // Whoever has saved the draft or its sample event meanwhile has checked it too.
      await this.database.tenant(observatoryId, (manager) =>
        manager
          .createQueryBuilder()
          .update(AutomationRule)
          .set({ draftCheck, updatedAt })
          .where({ id, draftRevision })
          .andWhere(...this.compiler.outdated())
          .execute(),
      );
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      // Also where the observatory has too many definitions in hand just now. The next sweep finds this one again.
      this.logger.warn({ err: error, ruleId: id, observatoryId }, 'a draft could not be checked again');
    }
  }
}
