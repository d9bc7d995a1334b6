import { Inject, Injectable } from '@nestjs/common';
import { AutomationRule, type Database } from '@jarvis/database';
import { IsNull } from 'typeorm';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { scheduleIdOfRule } from '../relay/schedule-options.js';
import { triggerInWords } from './trigger-words.js';

/** How long an answer of Temporal is shown. */
const FRESH_MS = 10_000;
/** When one that did not answer is asked again. */
const ASK_AGAIN_MS = 3_000;
/** Lists wait this long for Temporal and no longer: a time still asked for is better than a slow page. */
const PATIENCE_MS = 400;
const MAX_ASKED = 50;
const MAX_LISTED = 500;
const MAX_REMEMBERED = 5000;

/** The next runs of an observatory, soonest first, and the rules of which Temporal has not said when they run. */
interface Upcoming {
  next: { ruleId: string; ruleName: string; at: Date; summary: string }[];
  asking: { count: number; rules: { ruleId: string; ruleName: string }[] };
}

type Scheduled = Pick<AutomationRule, 'id' | 'enabled' | 'triggerType'>;

/** When a rule runs next: null when Temporal plans nothing, `asking` while it has not said. */
export type NextFire = Date | null | 'asking';

/** When scheduled rules run next, as Temporal itself plans it. */
@Injectable()
export class NextFires {
  private readonly remembered = new Map<string, { askedAt: number; at: NextFire }>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
  ) {}

  async of(rules: readonly Scheduled[]): Promise<ReadonlyMap<string, NextFire>> {
    const ids = rules.filter(({ enabled, triggerType }) => enabled && triggerType === 'schedule').map(({ id }) => id);
    const now = performance.now();
    const stale = ids.filter((id) => this.isStale(id, now)).slice(0, MAX_ASKED);
    if (stale.length > 0) await this.refresh(stale);
    return new Map(ids.map((id) => [id, this.remembered.get(id)?.at ?? 'asking']));
  }

  private isStale(id: string, now: number): boolean {
    const known = this.remembered.get(id);
    if (known === undefined) return true;
    return now - known.askedAt > (known.at === 'asking' ? ASK_AGAIN_MS : FRESH_MS);
  }

  async upcoming(observatoryId: string, count: number): Promise<Upcoming> {
    const rules = await this.database.tenant(observatoryId, (manager) =>
      manager.find(AutomationRule, {
        where: { enabled: true, triggerType: 'schedule', deletedAt: IsNull() },
        relations: { publishedVersion: true },
        order: { name: 'ASC', id: 'ASC' },
        take: MAX_LISTED,
      }),
    );
    const fires = await this.of(rules);
    const next = rules
      .flatMap(({ id, name, publishedVersion }) => {
        const at = fires.get(id);
        return at instanceof Date
          ? [{ ruleId: id, ruleName: name, at, summary: triggerInWords(publishedVersion?.definition) }]
          : [];
      })
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .slice(0, count);
    const asking = rules.filter(({ id }) => fires.get(id) === 'asking');
    return {
      next,
      asking: {
        count: asking.length,
        rules: asking.slice(0, count).map(({ id, name }) => ({ ruleId: id, ruleName: name })),
      },
    };
  }

  private async refresh(ids: readonly string[]): Promise<void> {
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    const asked = Promise.all(ids.map((id) => this.ask(id)));
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([asked, patience]);
    clearTimeout(timer);
  }

  private async ask(id: string): Promise<void> {
    const earlier = this.remembered.get(id)?.at ?? 'asking';
    // Noted before the answer comes, so that a slow server is asked once and not by every page.
    this.remembered.set(id, { askedAt: performance.now(), at: earlier });
    try {
      const schedule = await this.temporal.within(
        (client) => client.schedule.getHandle(scheduleIdOfRule(id)).describe(),
        2000,
      );
      this.remembered.set(id, { askedAt: performance.now(), at: schedule.info.nextActionTimes[0] ?? null });
    } catch (error) {
      if (error instanceof Error && error.name === 'ScheduleNotFoundError') {
        this.remembered.set(id, { askedAt: performance.now(), at: null });
        return;
      }
      // No answer is no answer: nothing is known about a rule of which Temporal was not heard.
      this.remembered.set(id, { askedAt: performance.now(), at: 'asking' });
    }
  }
}
