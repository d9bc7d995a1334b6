import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { AutomationRule, Connection, type Database } from '@jarvis/database';
import type { FileProblem, RuleFile } from '@jarvis/rules';
import { IsNull } from 'typeorm';
import { CONFIG, DATABASE } from '../infrastructure/tokens.js';
import { CompilePool } from './compile-pool.js';
import { findConnections } from './rule-compiler.js';
import type { Chosen, ReadFile } from './rule-file.js';

/** Rules as files that another installation can read. What is in a text is looked at in a thread, as compiling is. */
@Injectable()
export class RuleFiles {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly pool: CompilePool,
  ) {}

  /** Names connections and rules by their words, also those that are gone. */
  async write(observatoryId: string, file: Omit<RuleFile, 'needs'>): Promise<string> {
    const around = await this.database.tenant(observatoryId, async (manager) => ({
      connections: await manager.find(Connection, { select: { id: true, platform: true, accountName: true } }),
      rules: await manager.find(AutomationRule, { select: { id: true, name: true } }),
    }));
    const connections = around.connections.map(({ id, platform, accountName }) => ({ id, platform, accountName }));
    const rules = around.rules.map(({ id, name }) => ({ id, name }));
    const written = await this.pool.file(observatoryId, { do: 'write', file, around: { connections, rules } });
    return written.text;
  }

  /** What a file asks for and what is wrong with it, among what there is here. */
  async read(
    observatoryId: string,
    { text, chosen, sampleEvent }: { text: string; chosen: Chosen; sampleEvent?: unknown },
  ): Promise<ReadFile | { refused: FileProblem[] }> {
    const { connections, rules } = await this.database.tenant(observatoryId, async (manager) => ({
      connections: await findConnections(manager),
      rules: await manager.find(AutomationRule, {
        select: { id: true, name: true },
        where: { deletedAt: IsNull() },
        order: { name: 'ASC', id: 'ASC' },
      }),
    }));
    const { sandbox } = this.config;
    return this.pool.file(observatoryId, {
      do: 'read',
      text,
      chosen,
      around: { connections, rules: rules.map(({ id, name }) => ({ id, name })) },
      checkWith: { connections, sampleEvent, egress: sandbox.url === undefined ? {} : { sandbox: sandbox.url } },
    });
  }

  /** The same text under another name; undefined where no name can be found in it. */
  async rename(observatoryId: string, { source, name }: { source: string; name: string }): Promise<string | undefined> {
    const renamed = await this.pool.file(observatoryId, { do: 'rename', source, name });
    return renamed.source;
  }
}
