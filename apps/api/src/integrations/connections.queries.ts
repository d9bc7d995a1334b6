import { Injectable } from '@nestjs/common';
import { Connection } from '@jarvis/database';
import { Raw, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { notFound } from '../http/api-error.js';
import type { RuleName } from './connection-mapper.js';

const Uses = z.array(z.object({ connection: z.uuid(), id: z.uuid(), name: z.string() }));

/** Queries over connections. Every one takes the manager of a tenant transaction. */
@Injectable()
export class ConnectionsQueries {
  list(manager: EntityManager): Promise<Connection[]> {
    return manager.find(Connection, { order: { platform: 'ASC', accountName: 'ASC', id: 'ASC' } });
  }

  /** @throws ApiError 404, also for a connection of another observatory */
  async findOrFail(manager: EntityManager, id: string): Promise<Connection> {
    const connection = await manager.findOneBy(Connection, { id });
    if (connection === null) throw notFound('connection');
    return connection;
  }

  /** With the sealed credentials, which no other query selects; locked until the transaction ends. */
  lockSealed(manager: EntityManager, id: string): Promise<Connection | null> {
    return manager
      .createQueryBuilder(Connection, 'integration')
      .addSelect('integration.credentials')
      .where('integration.id = :id', { id })
      .setLock('pessimistic_write')
      .getOne();
  }

  findByAccount(
    manager: EntityManager,
    { platform, accountId }: { platform: string; accountId: string },
  ): Promise<Connection | null> {
    return manager.findOne(Connection, { where: { platform, accountId }, lock: { mode: 'pessimistic_write' } });
  }

  /** The first account of a platform with a name, whatever its case. */
  findByName(
    manager: EntityManager,
    { platform, accountName }: { platform: string; accountName: string },
  ): Promise<Connection | null> {
    return manager.findOneBy(Connection, {
      platform,
      accountName: Raw((column) => `lower(${column}) = lower(:accountName)`, { accountName }),
    });
  }

  /** Which published rules act through which connection, as was written down when they were published. */
  async findUses(manager: EntityManager): Promise<ReadonlyMap<string, RuleName[]>> {
    const rows: unknown = await manager.query(
      `select used.connection, r.id, r.name
       from automation_rules r
       join rule_versions v on v.id = r.published_version_id
       cross join unnest(v.connections) as used (connection)
       where r.deleted_at is null
       order by r.name`,
    );
    const uses = new Map<string, RuleName[]>();
    for (const { connection, id, name } of Uses.parse(rows))
      uses.set(connection, [...(uses.get(connection) ?? []), { id, name }]);
    return uses;
  }
}
