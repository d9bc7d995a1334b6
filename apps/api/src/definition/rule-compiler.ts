import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { problemsAmong, type CompilerConnection } from '@jarvis/compiler';
import type { Config } from '@jarvis/config';
import type { ConnectorRegistry, EgressPolicy } from '@jarvis/connector-kit';
import { Connection, hashJson, type AutomationRule, type Database } from '@jarvis/database';
import { Json } from '@jarvis/json';
import { toProblem, type Problem } from '@jarvis/rules';
import { Not, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { ApiError, refuse } from '../http/api-error.js';
import { CONFIG, CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { ActionCatalogue } from './action-catalogue.js';
import { findCallable, mayCall } from './callable-rules.js';
import type { Checked as CheckedText, CheckTask } from './check-definition.js';
import { CompilePool, type Asker } from './compile-pool.js';
import { readDraftCheck, type DraftCheck } from './draft-check.js';

export type { Compiled } from './check-definition.js';

/** Each build has a version of its own in the file above all packages; running from the sources, it is the repository's. */
const BUILD = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'))).version;

export interface Checked extends CheckedText {
  /** Those it was checked with. */
  connections: readonly CompilerConnection[];
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
  private installedName: string | undefined;
  private readonly egress: EgressPolicy;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    @Inject(CONFIG) { sandbox }: Config,
    private readonly pool: CompilePool,
    private readonly catalogue: ActionCatalogue,
  ) {
    this.egress = sandbox.url === undefined ? {} : { sandbox: sandbox.url };
  }

  /**
   * @param sampleEvent what the rule's events look like; fields it has not are warned of
   * @throws ApiError 422 when the definition takes too long, 429 for too many at once
   */
  async check(
    observatoryId: string,
    { definition, source }: Written,
    { asker, ...asked }: Pick<CheckTask, 'sampleEvent' | 'look' | 'timesAfter'> & { asker?: Asker } = {},
  ): Promise<Checked> {
    const { connections, rules } = await this.database.tenant(observatoryId, async (manager) => ({
      connections: await findConnections(manager),
      ...(mayCall({ definition, source }) ? { rules: await findCallable(manager) } : {}),
    }));
    const { egress } = this;
    const task = { definition, source, connections, ...(rules && { rules }), egress, ...asked };
    const checked = await this.pool.check(observatoryId, task, asker);
    return { ...checked, connections };
  }

  /** @throws ApiError 422 when the draft takes too long */
  checkStored(observatoryId: string, { draft, draftSource, sampleEvent }: StoredDraft): Promise<Checked> {
    const written = draftSource === null ? { definition: draft } : { source: draftSource };
    return this.check(observatoryId, written, { sampleEvent });
  }

  /** What is kept beside a draft that was saved already, also when it cannot be compiled within the limits. */
  async draftCheckOf(observatoryId: string, stored: StoredDraft): Promise<DraftCheck> {
    try {
      return this.toDraftCheck(await this.checkStored(observatoryId, stored));
    } catch (error) {
      if (!(error instanceof ApiError) || error.getStatus() !== 422) throw error;
      const { message, hint } = error;
      const problem = toProblem({ path: '', code: 'too-large', message, ...(hint === undefined ? {} : { hint }) });
      return this.toDraftCheck({ anywhere: { problems: [problem], uses: [] } });
    }
  }

  /** The part of a check that is kept. */
  toDraftCheck({ anywhere }: Pick<Checked, 'anywhere'>): DraftCheck {
    return { ...anywhere, checkedWith: this.installed };
  }

  /** What is wrong with a stored draft among the connections of now. Compiles nothing. */
  async problemsOf(manager: EntityManager, { draftCheck }: Pick<AutomationRule, 'draftCheck'>): Promise<Problem[]> {
    const kept = readDraftCheck(draftCheck);
    if (kept === undefined) return [];
    return problemsAmong(kept, { registry: this.registry, connections: await findConnections(manager) });
  }

  /** A condition for rules whose drafts were checked with another language or other connectors, or not at all. */
  outdated(): [string, { installed: string }] {
    return [`draft_check->>'checkedWith' is distinct from :installed`, { installed: this.installed }];
  }

  /** Names the build, the connectors and where requests may go; another value means that a check may come out differently. */
  private get installed(): string {
    this.installedName ??= hashJson(
      Json.parse([
        BUILD,
        this.catalogue.definitionSchema(),
        this.catalogue.list(),
        this.catalogue.listTriggers(),
        { ...this.egress },
      ]),
    );
    return this.installedName;
  }
}

/** The connections that rules of the observatory can use, in an order that does not change. */
export async function findConnections(manager: EntityManager): Promise<CompilerConnection[]> {
  const connections = await manager.find(Connection, {
    select: { id: true, platform: true, accountName: true },
    where: { status: Not('disconnected' as const) },
    order: { id: 'ASC' },
  });
  return connections.map(({ id, platform, accountName }) => ({ id, platform, accountName }));
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
