import { randomUUID } from 'node:crypto';
import { AutomationRule, requestRun, RuleVersion, type Database } from '@jarvis/database';

export interface MadeRule {
  observatoryId: string;
  ruleId: string;
  versionId: string;
}

/** An enabled rule with one published version. */
export async function makeRule(database: Database, observatoryId: string): Promise<MadeRule> {
  return database.tenant(observatoryId, async (manager) => {
    const rule = await manager.save(
      manager.create(AutomationRule, { observatoryId, name: 'Rule', triggerType: 'webhook', draft: {}, enabled: true }),
    );
    const version = await manager.save(
      manager.create(RuleVersion, {
        observatoryId,
        ruleId: rule.id,
        version: 1,
        definition: {},
        plan: {},
        planHash: 'a'.repeat(64),
      }),
    );
    await manager.update(AutomationRule, { id: rule.id }, { publishedVersionId: version.id });
    return { observatoryId, ruleId: rule.id, versionId: version.id };
  });
}

/** A queued run of it; the scope is what the ledger wants. */
export async function makeRun(database: Database, { observatoryId, ruleId, versionId }: MadeRule) {
  const run = await database.tenant(observatoryId, (manager) =>
    requestRun(manager, {
      observatoryId,
      ruleId,
      ruleVersionId: versionId,
      planHash: 'a'.repeat(64),
      triggerType: 'manual',
      triggerSummary: `Run ${randomUUID()}`,
      event: { a: 1 },
    }),
  );
  return { runId: run.id, scope: { runId: run.id, observatoryId, ruleId } };
}
