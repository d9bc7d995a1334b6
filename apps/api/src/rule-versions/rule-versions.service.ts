import { Inject, Injectable } from '@nestjs/common';
import type { Database, RuleVersion } from '@jarvis/database';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { toYaml } from '../definition/draft-text.js';
import { findNames } from '../infrastructure/people.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import type { RuleDetail } from '../rules/rules.schemas.js';
import { RulesService } from '../rules/rules.service.js';
import { personOf, type Names } from '../runs/run-mapper.js';
import { findLiveRuns, findVersionOrFail, listVersions } from './rule-versions.queries.js';
import type { LiveRuns, RuleVersionDetail, RuleVersionSummary } from './rule-versions.schemas.js';

/** What was published, for ever. */
@Injectable()
export class RuleVersionsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly rules: RulesService,
  ) {}

  list({ observatoryId }: Principal, ruleId: string): Promise<z.input<typeof RuleVersionSummary>[]> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rule = await findRuleOrFail(manager, ruleId);
      const versions = await listVersions(manager, ruleId);
      const names = await findNames(
        manager,
        versions.map(({ publishedBy }) => publishedBy),
      );
      return versions.map((version) => toSummary(version, { currentId: rule.publishedVersionId, names }));
    });
  }

  liveRuns({ observatoryId }: Principal, ruleId: string): Promise<z.input<typeof LiveRuns>> {
    return this.database.tenant(observatoryId, async (manager) => {
      await findRuleOrFail(manager, ruleId);
      return findLiveRuns(manager, ruleId);
    });
  }

  get({ observatoryId }: Principal, ruleId: string, version: number): Promise<z.input<typeof RuleVersionDetail>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rule = await findRuleOrFail(manager, ruleId);
      const found = await findVersionOrFail(manager, { ruleId, version });
      const names = await findNames(manager, [found.publishedBy]);
      const { definition, plan } = found;
      return {
        ...toSummary(found, { currentId: rule.publishedVersionId, names }),
        definition,
        source: toYaml(definition),
        plan,
      };
    });
  }

  async rollback(principal: Principal, ruleId: string, version: number): Promise<RuleDetail> {
    const { definition } = await this.database.tenant(principal.observatoryId, async (manager) => {
      await findRuleOrFail(manager, ruleId);
      return findVersionOrFail(manager, { ruleId, version });
    });
    return this.rules.copyIntoDraft(principal, { ruleId, definition });
  }
}

function toSummary(
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
