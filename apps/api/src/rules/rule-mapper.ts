import type { AutomationRule, RuleVersion } from '@jarvis/database';
import { hashJson } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { describeTrigger, Trigger, type WordsOf } from '@jarvis/triggers';
import { z } from 'zod';
import { personOf, type Names } from '../runs/run-mapper.js';
import type { NextFire } from './next-fires.js';
import type { RuleSummary, RuleVersionSummary } from './rules.schemas.js';
import type { Tick } from './rules.repository.js';

interface Around {
  ticks: readonly Tick[];
  nextFire: NextFire;
  wordsOf: WordsOf;
}

const Definition = z.looseObject({ trigger: Trigger });

/** `publishedVersion` must be loaded. */
export function toRuleSummary(rule: AutomationRule, { ticks, nextFire, wordsOf }: Around): RuleSummary {
  const { successCount, failureCount, publishedVersion } = rule;
  const settled = successCount + failureCount;
  return {
    id: rule.id,
    name: rule.name,
    description: rule.description,
    trigger: { type: rule.triggerType, summary: triggerInWords(publishedVersion?.definition ?? rule.draft, wordsOf) },
    riskLevel: rule.riskLevel,
    requiresApproval: rule.requiresApproval,
    enabled: rule.enabled,
    version: publishedVersion?.version ?? null,
    hasUnpublishedChanges: !isPublishedAsDrafted(rule),
    stats: {
      runs: rule.runCount,
      succeeded: successCount,
      failed: failureCount,
      successRate: settled === 0 ? null : successCount / settled,
    },
    ticks: [...ticks],
    lastRunAt: rule.lastRunAt,
    nextFireAt: rule.enabled && nextFire !== 'asking' ? nextFire : null,
    nextFireAsked: rule.enabled && nextFire === 'asking',
    scheduleProblem: rule.enabled ? rule.scheduleProblem : null,
    createdAt: rule.createdAt,
    updatedAt: rule.updatedAt,
  };
}

export function toVersionSummary(
  version: RuleVersion,
  { currentId, names }: { currentId: string | null; names: Names },
): z.input<typeof RuleVersionSummary> {
  return {
    version: version.version,
    planHash: version.planHash,
    publishedAt: version.publishedAt,
    publishedBy: personOf(version.publishedBy, names),
    note: version.note,
    current: version.id === currentId,
  };
}

/** A trigger in words; an unfinished one is said to be unfinished. */
export function triggerInWords(definition: unknown, wordsOf?: WordsOf): string {
  const parsed = Definition.safeParse(definition);
  return parsed.success ? describeTrigger(parsed.data.trigger, wordsOf) : 'The trigger is not finished';
}

function isPublishedAsDrafted({ draft, publishedVersion }: AutomationRule): boolean {
  return publishedVersion !== null && publishedVersion !== undefined && sameJson(draft, publishedVersion.definition);
}

export function sameJson(a: unknown, b: unknown): boolean {
  return hashJson(Json.parse(a)) === hashJson(Json.parse(b));
}
