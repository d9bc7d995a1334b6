import type { AutomationRule } from '@jarvis/database';
import type { WordsOf } from '@jarvis/triggers';
import { labelsOf } from '../definition/draft-text.js';
import { sameJson } from '../infrastructure/same-json.js';
import type { NextFire } from '../rule-triggers/next-fires.js';
import { triggerInWords } from '../rule-triggers/trigger-words.js';
import type { Tick } from './rules.queries.js';
import type { RuleSummary } from './rules.schemas.js';

interface Around {
  ticks: readonly Tick[];
  nextFire: NextFire;
  watchProblem: string | null;
  wordsOf: WordsOf;
}

/** `publishedVersion` must be loaded. */
export function toRuleSummary(rule: AutomationRule, { ticks, nextFire, watchProblem, wordsOf }: Around): RuleSummary {
  const { successCount, failureCount, publishedVersion } = rule;
  const { tags, owner } = labelsOf(rule.draft);
  const settled = successCount + failureCount;
  return {
    id: rule.id,
    name: rule.name,
    description: rule.description,
    tags,
    owner,
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
    watchProblem: rule.enabled ? watchProblem : null,
    createdAt: rule.createdAt,
    updatedAt: rule.updatedAt,
  };
}

function isPublishedAsDrafted({ draft, publishedVersion }: AutomationRule): boolean {
  return publishedVersion !== null && publishedVersion !== undefined && sameJson(draft, publishedVersion.definition);
}
