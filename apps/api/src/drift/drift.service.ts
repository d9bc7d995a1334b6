import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { AutomationRule, DriftEntry, Run, type Database } from '@jarvis/database';
import { In, type EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { ReconcilerService } from '../relay/reconciler.service.js';
import { repairsOf, type DriftReport } from './drift.schemas.js';

const MAX_OPEN = 200;
const MAX_MENDED = 50;

const Comparison = z.tuple([z.object({ compared_at: z.date().nullable(), failure: z.string().nullable() })]);

/** What the reconciler found in the caller's observatory. */
@Injectable()
export class DriftService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly reconciler: ReconcilerService,
  ) {}

  list({ observatoryId }: Principal): Promise<DriftReport> {
    return this.database.tenant(observatoryId, async (manager) => {
      const open = await manager.find(DriftEntry, {
        where: { mended: false },
        order: { foundAt: 'ASC', id: 'ASC' },
        take: MAX_OPEN,
      });
      const mended = await manager.find(DriftEntry, {
        where: { mended: true },
        order: { seenAt: 'DESC', id: 'DESC' },
        take: MAX_MENDED,
      });
      const names = await findRuleNames(manager, [...open, ...mended]);
      const rows: unknown = await manager.query('select compared_at, failure from comparison');
      const [{ compared_at: comparedAt, failure }] = Comparison.parse(rows);
      const show = (entry: DriftEntry) => this.toShape(entry, names);
      return { comparedAt, failure, open: open.map(show), mended: mended.map(show) };
    });
  }

  async compare(principal: Principal): Promise<DriftReport> {
    await this.reconciler.reconcile();
    return this.list(principal);
  }

  private toShape(entry: DriftEntry, names: ReadonlyMap<string, string>): DriftReport['open'][number] {
    const { id, temporalId, runId, kind, mended, message, foundAt, seenAt } = entry;
    const { uiUrl, namespace } = this.config.temporal;
    const place = isSchedule(entry) ? 'schedules' : 'workflows';
    return {
      id,
      temporalId,
      runId,
      ruleName: names.get(runId ?? temporalId) ?? null,
      kind,
      mended,
      message,
      foundAt,
      seenAt,
      temporalUrl: `${uiUrl}/namespaces/${namespace}/${place}/${encodeURIComponent(temporalId)}`,
      repairs: repairsOf(entry),
    };
  }
}

function isSchedule({ kind }: DriftEntry): boolean {
  return kind === 'schedule-missing' || kind === 'schedule-left' || kind === 'rule-missing';
}

/** By the run's id, or the schedule's. */
async function findRuleNames(manager: EntityManager, entries: readonly DriftEntry[]): Promise<Map<string, string>> {
  const runs = await manager.find(Run, {
    select: { id: true, rule: { id: true, name: true } },
    where: { id: In(entries.flatMap(({ runId }) => runId ?? [])) },
    relations: { rule: true },
  });
  const rules = await manager.find(AutomationRule, {
    select: { id: true, name: true },
    where: { id: In(entries.filter(isSchedule).map(({ temporalId }) => temporalId.replace(/^rule-/, ''))) },
  });
  return new Map([
    ...runs.flatMap(({ id, rule }): [string, string][] => (rule ? [[id, rule.name]] : [])),
    ...rules.map(({ id, name }): [string, string] => [`rule-${id}`, name]),
  ]);
}
