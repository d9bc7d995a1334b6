import { Inject, Injectable } from '@nestjs/common';
import { AutomationRule, type Database } from '@jarvis/database';
import { storedBytes, type Json } from '@jarvis/json';
import type { Principal } from '../auth/principal.js';
import { ApiError } from '../http/api-error.js';
import { audit } from '../infrastructure/audit.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { findRuleOrFail, lockRuleOrFail } from '../rules/rules.queries.js';
import { readPins } from './pins.js';

/** All pins of a rule together: they go along with every rehearsal, as a part of its input. */
const MAX_KILOBYTES = 256;

type PinsOf = Promise<{ pins: Readonly<Record<string, Json>> }>;

/** Outputs that a rule's steps give when it is tried out. Nothing that is published or run reads them. */
@Injectable()
export class PinsService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  list({ observatoryId }: Principal, ruleId: string): PinsOf {
    return this.database.tenant(observatoryId, async (manager) => ({
      pins: readPins((await findRuleOrFail(manager, ruleId)).pins),
    }));
  }

  /** @throws ApiError 413 when they would be too large together */
  pin(principal: Principal, ruleId: string, { stepId, output }: { stepId: string; output: Json }): PinsOf {
    return this.change(principal, ruleId, 'rule.step-pinned', (pins) => ({ ...pins, [stepId]: output }));
  }

  unpin(principal: Principal, ruleId: string, stepId: string): PinsOf {
    return this.change(principal, ruleId, 'rule.step-unpinned', (pins) =>
      Object.fromEntries(Object.entries(pins).filter(([id]) => id !== stepId)),
    );
  }

  private change(
    principal: Principal,
    ruleId: string,
    action: string,
    change: (pins: Readonly<Record<string, Json>>) => Record<string, Json>,
  ): PinsOf {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      const pins = change(readPins((await lockRuleOrFail(manager, ruleId)).pins));
      checkSize(pins);
      await manager.update(AutomationRule, { id: ruleId }, { pins });
      await audit(manager, principal, { action, entityType: 'rule', entityId: ruleId });
      return { pins };
    });
  }
}

function checkSize(pins: Record<string, Json>): void {
  const kilobytes = Math.ceil(storedBytes(pins) / 1024);
  if (kilobytes <= MAX_KILOBYTES) return;
  throw new ApiError({
    status: 413,
    code: 'pins-too-large',
    message: `The pinned outputs of this rule would be ${kilobytes.toString()} KB; ${MAX_KILOBYTES.toString()} KB are allowed.`,
    hint: 'Unpin others, or pin a part of the output that is enough to try the rule with.',
  });
}
