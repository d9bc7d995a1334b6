import { Inject, Injectable } from '@nestjs/common';
import { AutomationRule, type Database } from '@jarvis/database';
import { IsNull } from 'typeorm';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { scheduleIdOfRule } from '../relay/schedule-options.js';
import { triggerInWords } from './rule-mapper.js';

/** How long an answer of Temporal is shown. */
const FRESH_MS = 10_000;
/** Lists wait this long for Temporal and no longer: a missing time is better than a slow page. */
const PATIENCE_MS = 400;
const MOST_ASKED = 50;
const MOST_REMEMBERED = 5000;

type Scheduled = Pick<AutomationRule, 'id' | 'enabled' | 'triggerType'>;

/** When scheduled rules run next, as Temporal itself plans it. Empty while Temporal is down. */
@Injectable()
export class NextFires {
  private readonly remembered = new Map<string, { askedAt: number; at: Date | null }>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly temporal: TemporalGateway,
  ) {}

  async of(rules: readonly Scheduled[]): Promise<ReadonlyMap<string, Date | null>> {
    const ids = rules.filter(({ enabled, triggerType }) => enabled && triggerType === 'schedule').map(({ id }) => id);
    const now = performance.now();
    const stale = ids
      .filter((id) => now - (this.remembered.get(id)?.askedAt ?? -Infinity) > FRESH_MS)
      .slice(0, MOST_ASKED);
    if (stale.length > 0) await this.refresh(stale);
    return new Map(ids.map((id) => [id, this.remembered.get(id)?.at ?? null]));
  }

  async upcoming(
    observatoryId: string,
    count: number,
  ): Promise<{ ruleId: string; ruleName: string; at: Date; summary: string }[]> {
    const rules = await this.database.tenant(observatoryId, (manager) =>
      manager.find(AutomationRule, {
        where: { enabled: true, triggerType: 'schedule', deletedAt: IsNull() },
        relations: { publishedVersion: true },
        take: MOST_ASKED,
      }),
    );
    const fires = await this.of(rules);
    return rules
      .flatMap(({ id, name, publishedVersion }) => {
        const at = fires.get(id);
        return at ? [{ ruleId: id, ruleName: name, at, summary: triggerInWords(publishedVersion?.definition) }] : [];
      })
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .slice(0, count);
  }

  private async refresh(ids: readonly string[]): Promise<void> {
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    const asked = Promise.all(ids.map((id) => this.ask(id)));
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([asked, patience]);
    clearTimeout(timer);
  }

  private async ask(id: string): Promise<void> {
    const earlier = this.remembered.get(id)?.at ?? null;
    // Noted before the answer comes, so that a slow server is asked once and not by every page.
    this.remembered.set(id, { askedAt: performance.now(), at: earlier });
    try {
      const schedule = await this.temporal.within(
        (client) => client.schedule.getHandle(scheduleIdOfRule(id)).describe(),
        2000,
      );
      this.remembered.set(id, { askedAt: performance.now(), at: schedule.info.nextActionTimes[0] ?? null });
    } catch {
      this.remembered.set(id, { askedAt: performance.now(), at: null });
    }
  }
}
