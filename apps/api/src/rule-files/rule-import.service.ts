import { Inject, Injectable } from '@nestjs/common';
import { AutomationRule, type Database } from '@jarvis/database';
import type { FileProblem } from '@jarvis/rules';
import { IsNull } from 'typeorm';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { titleOfDraft, toYaml } from '../definition/draft-text.js';
import { doesNotCompile } from '../definition/rule-compiler.js';
import type { ReadFile } from '../definition/rule-file.js';
import { RuleFiles } from '../definition/rule-files.js';
import { refuse } from '../http/api-error.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import { RulesService } from '../rules/rules.service.js';
import { fingerprintOf, RuleExportService } from './rule-export.service.js';
import type { ImportRequest, LookRequest, RuleImported, RuleImportLook } from './rule-files.schemas.js';

/** Files of rules on their way in. They become drafts: nothing runs before somebody publishes it. */
@Injectable()
export class RuleImportService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly files: RuleFiles,
    private readonly rules: RulesService,
    private readonly exports: RuleExportService,
  ) {}

  async look(principal: Principal, asked: LookRequest): Promise<z.input<typeof RuleImportLook>> {
    const { observatoryId } = principal;
    const { file, rule } = await this.read(observatoryId, asked);
    const there = rule && (await this.exports.export(principal, rule.id));
    const { name } = titleOfDraft(file.checked.draft.definition);
    const sameName = await this.database.tenant(observatoryId, (manager) =>
      manager.find(AutomationRule, {
        where: { name, deletedAt: IsNull() },
        relations: { publishedVersion: true },
        select: { id: true, name: true, createdAt: true, publishedVersion: { id: true, version: true } },
        order: { createdAt: 'DESC' },
        take: 20,
      }),
    );
    return {
      name,
      note: file.note ?? null,
      hasSampleEvent: file.sampleEvent !== undefined,
      valid: file.checked.compiled !== undefined,
      needs: file.wants,
      problems: file.problems,
      sameName: sameName.map(({ id, name: called, publishedVersion }) => ({
        id,
        name: called,
        version: publishedVersion?.version ?? null,
      })),
      into: there && { fingerprint: there.fingerprint, unchanged: there.text === asked.text },
    };
  }

  /** @throws ApiError 409 when the rule was changed since it had the fingerprint */
  async import(principal: Principal, { fingerprint, ...asked }: ImportRequest): Promise<z.input<typeof RuleImported>> {
    const { observatoryId } = principal;
    const { file } = await this.read(observatoryId, asked);
    const { source, sampleEvent, checked, problems } = file;
    const { into } = asked;
    const detail =
      into === undefined
        ? await this.rules.create(principal, { source }, { lenient: true, sampleEvent })
        : await this.rules.replaceByFile(principal, into, {
            source,
            sampleEvent,
            assertFits: (_manager, rule) => {
              if (fingerprint === undefined || fingerprint === fingerprintOf(rule)) return Promise.resolve();
              throw changedMeanwhile(rule);
            },
          });
    const rule = await this.database.tenant(observatoryId, (manager) => findRuleOrFail(manager, detail.id));
    return {
      ruleId: rule.id,
      name: detail.name,
      created: into === undefined,
      fingerprint: fingerprintOf(rule),
      revision: detail.draft.revision,
      valid: checked.compiled !== undefined,
      problems,
    };
  }

  private async read(
    observatoryId: string,
    { text, connections, rules, into }: LookRequest,
  ): Promise<{ file: ReadFile; rule: AutomationRule | null }> {
    const rule =
      into === undefined ? null : await this.database.tenant(observatoryId, (manager) => findRuleOrFail(manager, into));
    const usual = rule === null ? [] : idsIn(rule);
    const read = await this.files.read(observatoryId, {
      text,
      chosen: { connections, rules, usual },
      sampleEvent: rule?.sampleEvent,
    });
    if ('refused' in read) throw notRead(read.refused);
    if (read.checked.unsafe || read.checked.draft.definition === null) throw doesNotCompile(read.problems);
    if (read.sampleEvent) checkEventSize(read.sampleEvent);
    return { file: read, rule };
  }
}

/** Every id that its draft names: what these are is for those who look them up. */
function idsIn({ draft }: AutomationRule): string[] {
  return toYaml(draft).match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
}

function notRead(problems: readonly FileProblem[]) {
  return refuse.unprocessable({
    code: 'invalid-file',
    message: `What stands beside the definition cannot be read: ${problems[0]?.message ?? 'it is no YAML.'}`,
    hint: 'details names each place. Correct it, or remove the file’s last part: the definition is enough.',
    details: problems.map(({ hint = 'Change it as the message says.', ...problem }) => ({ ...problem, hint })),
  });
}

function changedMeanwhile({ name }: AutomationRule) {
  return refuse.conflict({
    code: 'draft-changed',
    message: `“${name}” was changed here since the file was made from it.`,
    hint: 'Export it again and bring both together, or import without the fingerprint to replace what is there.',
  });
}
