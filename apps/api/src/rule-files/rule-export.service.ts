import { Inject, Injectable } from '@nestjs/common';
import { hashJson, type AutomationRule, type Database } from '@jarvis/database';
import { JsonObject } from '@jarvis/plan';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { toYaml } from '../definition/draft-text.js';
import { RuleFiles } from '../definition/rule-files.js';
import { sameJson } from '../infrastructure/same-json.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { findVersionOrFail } from '../rule-versions/rule-versions.queries.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import type { RuleDetail } from '../rules/rules.schemas.js';
import { RulesService } from '../rules/rules.service.js';
import type { RuleFileShape } from './rule-files.schemas.js';

/** Rules on their way out: as a file, or as a copy beside. */
@Injectable()
export class RuleExportService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly files: RuleFiles,
    private readonly rules: RulesService,
  ) {}

  async export(
    { observatoryId }: Principal,
    id: string,
    { version }: { version?: number | undefined } = {},
  ): Promise<z.input<typeof RuleFileShape>> {
    const { rule, source, note } = await this.database.tenant(observatoryId, async (manager) => {
      const rule = await findRuleOrFail(manager, id);
      if (version === undefined) return { rule, source: textOf(rule), note: noteOf(rule) };
      const found = await findVersionOrFail(manager, { ruleId: id, version });
      return { rule, source: toYaml(found.definition), note: found.note };
    });
    const sampleEvent = JsonObject.safeParse(rule.sampleEvent).data;
    const text = await this.files.write(observatoryId, { source, note: note ?? undefined, sampleEvent });
    return { fileName: `${slugOf(rule.name)}.yaml`, text, fingerprint: fingerprintOf(rule) };
  }

  /** A text that nobody can read is copied as its last definition that could be read. */
  async duplicate(principal: Principal, id: string): Promise<RuleDetail> {
    const { observatoryId } = principal;
    const rule = await this.database.tenant(observatoryId, (manager) => findRuleOrFail(manager, id));
    const name = `Copy of ${rule.name}`.slice(0, 200);
    const renamed = await this.files.rename(observatoryId, { source: textOf(rule), name });
    const source = renamed ?? toYaml({ ...JsonObject.parse(rule.draft), name });
    const sampleEvent = JsonObject.safeParse(rule.sampleEvent).data;
    return this.rules.create(principal, { source }, { lenient: true, sampleEvent });
  }
}

/** Changes with each save of the draft and of its sample event, and with nothing else. */
export function fingerprintOf({ draftRevision, sampleEvent }: Pick<AutomationRule, 'draftRevision' | 'sampleEvent'>) {
  return hashJson({ draftRevision, sampleEvent: JsonObject.safeParse(sampleEvent).data ?? null });
}

/** The note of what is published, while the draft is that. */
function noteOf({ draft, publishedVersion }: AutomationRule): string | null {
  return publishedVersion && sameJson(draft, publishedVersion.definition) ? publishedVersion.note : null;
}

function textOf({ draft, draftSource }: AutomationRule): string {
  return draftSource ?? toYaml(draft);
}

function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replaceAll(/^-|-$/g, '');
  return slug || 'rule';
}
