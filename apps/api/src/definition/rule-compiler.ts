import { Inject, Injectable } from '@nestjs/common';
import type { CompilerConnection } from '@jarvis/compiler';
import { hashJson, Connection, type AutomationRule, type Database } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { toProblem, type Problem } from '@jarvis/rules';
import { Not, type EntityManager } from 'typeorm';
import { ApiError, refuse } from '../http/api-error.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { ActionCatalogue } from './action-catalogue.js';
import type { Checked as CheckedText, CheckTask } from './check-definition.js';
import { CompilePool, type Asker } from './compile-pool.js';
import { toDraftCheck, type DraftCheck } from './draft-check.js';

export type { Compiled } from './check-definition.js';

export interface Checked extends CheckedText {
  /** Names what the check depends on beside the text: another value means that it may come out differently. */
  checkedWith: string;
}

/** In one of its forms. */
type Written = Pick<CheckTask, 'definition' | 'source'>;
/** A rule's draft as it is stored. */
type StoredDraft = Pick<AutomationRule, 'draft' | 'draftSource' | 'sampleEvent'>;

/**
 * Compiles definitions with the connectors that are installed and the connections of the observatory. It takes its
 * time in a thread of its own, so never call it with a transaction open.
 */
@Injectable()
export class RuleCompiler {
  private installed: string | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly pool: CompilePool,
    private readonly catalogue: ActionCatalogue,
  ) {}

  /**
   * @param sampleEvent what the rule's events look like; fields it has not are warned of
   * @throws ApiError 422 when the definition takes too long, 429 for too many at once
   */
  async check(
    observatoryId: string,
    { definition, source }: Written,
    { sampleEvent, asker }: { sampleEvent?: unknown; asker?: Asker } = {},
  ): Promise<Checked> {
    const connections = await this.database.tenant(observatoryId, findConnections);
    const checked = await this.pool.check(observatoryId, { definition, source, connections, sampleEvent }, asker);
    return { ...checked, checkedWith: this.nameOf(connections, sampleEvent) };
  }

  /** @throws ApiError 422 when the draft takes too long */
  checkStored(observatoryId: string, { draft, draftSource, sampleEvent }: StoredDraft): Promise<Checked> {
    const written = draftSource === null ? { definition: draft } : { source: draftSource };
    return this.check(observatoryId, written, { sampleEvent });
  }

  /** What is kept beside a draft that was saved already, also when it cannot be compiled within the limits. */
  async draftCheckOf(observatoryId: string, stored: StoredDraft): Promise<DraftCheck> {
    try {
      return toDraftCheck(await this.checkStored(observatoryId, stored));
    } catch (error) {
      if (!(error instanceof ApiError) || error.getStatus() !== 422) throw error;
      const { message, hint } = error;
      const problem = toProblem({ path: '', code: 'too-large', message, ...(hint === undefined ? {} : { hint }) });
      const checkedWith = await this.database.tenant(observatoryId, (manager) => this.checksWith(manager, stored));
      return { problems: [problem], checkedWith };
    }
  }

  /** What a check of now would depend on. */
  async checksWith(manager: EntityManager, { sampleEvent }: Pick<StoredDraft, 'sampleEvent'>): Promise<string> {
    return this.nameOf(await findConnections(manager), sampleEvent);
  }

  private nameOf(connections: readonly CompilerConnection[], sampleEvent: unknown): string {
    this.installed ??= hashJson(
      Json.parse([this.catalogue.definitionSchema(), this.catalogue.list(), this.catalogue.listTriggers()]),
    );
    const usable = connections.map(({ id, platform, accountName }) => [id, platform, accountName]);
    return hashJson([this.installed, usable, Json.parse(sampleEvent ?? null)]);
  }
}

function findConnections(manager: EntityManager): Promise<CompilerConnection[]> {
  return manager.find(Connection, {
    select: { id: true, platform: true, accountName: true },
    where: { status: Not('disconnected' as const) },
    order: { id: 'ASC' },
  });
}

export function doesNotCompile(problems: readonly Problem[]): ApiError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const count = errors.length === 1 ? 'one problem' : `${errors.length.toString()} problems`;
  return refuse.unprocessable({
    code: 'invalid-definition',
    message: `The definition has ${count}.`,
    hint: 'details names each place, what is wrong there, and what to do.',
    details: errors.map(({ path, code, message, hint = 'Change it as the message says.' }) => ({
      path,
      code,
      message,
      hint,
    })),
  });
}
