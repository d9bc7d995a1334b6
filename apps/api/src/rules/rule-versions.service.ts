import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { findNames } from '../infrastructure/people.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { toYaml } from './draft-text.js';
import { toVersionSummary } from './rule-mapper.js';
import { RulesQueries } from './rules.queries.js';
import type { RuleDetail, RuleVersionDetail, RuleVersionSummary } from './rules.schemas.js';
import { RulesService } from './rules.service.js';

/** What was published, for ever. */
@Injectable()
export class RuleVersionsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly queries: RulesQueries,
    private readonly rules: RulesService,
  ) {}

  list({ observatoryId }: Principal, ruleId: string): Promise<z.input<typeof RuleVersionSummary>[]> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rule = await this.queries.findOrFail(manager, ruleId);
      const versions = await this.queries.listVersions(manager, ruleId);
      const names = await findNames(
        manager,
        versions.map(({ publishedBy }) => publishedBy),
      );
      return versions.map((version) => toVersionSummary(version, { currentId: rule.publishedVersionId, names }));
    });
  }

  get({ observatoryId }: Principal, ruleId: string, version: number): Promise<z.input<typeof RuleVersionDetail>> {
    return this.database.tenant(observatoryId, async (manager) => {
      const rule = await this.queries.findOrFail(manager, ruleId);
      const found = await this.queries.findVersionOrFail(manager, { ruleId, version });
      const names = await findNames(manager, [found.publishedBy]);
      const { definition, plan } = found;
      return {
        ...toVersionSummary(found, { currentId: rule.publishedVersionId, names }),
        definition,
        source: toYaml(definition),
        plan,
      };
    });
  }

  async rollback(principal: Principal, ruleId: string, version: number): Promise<RuleDetail> {
    const { definition } = await this.database.tenant(principal.observatoryId, async (manager) => {
      await this.queries.findOrFail(manager, ruleId);
      return this.queries.findVersionOrFail(manager, { ruleId, version });
    });
    return this.rules.copyIntoDraft(principal, { ruleId, definition });
  }
}
