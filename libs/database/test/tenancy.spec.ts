import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestDatabase, createWorkspace, type TestDatabase, type Workspace } from '@jarvis/testing';
import pg from 'pg';
import { AutomationRule, createDatabase, Observatory, Run, User } from '@jarvis/database';
import { makeRule, makeRun } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let theirs: Workspace;

beforeAll(async () => {
  db = await startTestDatabase();
  ours = await createWorkspace(db);
  theirs = await createWorkspace(db);
});
afterAll(() => db.stop());

async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Every table with an observatory_id, as the catalogue knows it. */
const tenantTables = () => tablesWhere('exists');

/** The tables that have an observatory_id, or (`not exists`) none. */
async function tablesWhere(has: 'exists' | 'not exists'): Promise<string[]> {
  const { rows } = await as(db.adminUrl, (client) =>
    client.query<{ name: string }>(
      `select c.relname as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and ${has} (
         select from pg_attribute a where a.attrelid = c.oid and a.attname = 'observatory_id' and not a.attisdropped)
       order by 1`,
    ),
  );
  return rows.map(({ name }) => name);
}

describe('row-level security', () => {
  it('is enabled, forced and has a policy on every table that has an observatory', async () => {
    // Beside them only these: who there is, when the reconciler last looked, and what was migrated.
    expect(await tablesWhere('not exists')).toEqual(['comparison', 'migrations', 'observatories', 'users']);
    const tables = [...(await tenantTables()), 'observatories', 'users'];
    const { rows } = await as(db.adminUrl, (client) =>
      client.query<{ name: string }>(
        `select c.relname as name from pg_class c
         where c.relname = any($1) and c.relrowsecurity and c.relforcerowsecurity
           and exists (select from pg_policies p where p.tablename = c.relname and p.policyname = 'tenant' and p.roles = '{jarvis_app}')`,
        [tables],
      ),
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(tables.sort());
  });

  it('cannot be bypassed by any of the roles', async () => {
    const { rows } = await as(db.adminUrl, (client) =>
      client.query(
        `select rolname from pg_roles where rolname like 'jarvis%' and (rolsuper or rolbypassrls or rolcreaterole)`,
      ),
    );
    expect(rows).toEqual([]);
    await expect(as(db.url, (client) => client.query('alter table runs disable row level security'))).rejects.toThrow(
      'must be owner',
    );
    await expect(as(db.url, (client) => client.query('set role jarvis_owner'))).rejects.toThrow('permission denied');
    await as(db.url, async (client) => {
      await client.query('set row_security = off');
      await expect(client.query('select * from runs')).rejects.toThrow('row-level security');
    });
  });

  it('shows an observatory its own rows and nothing of another', async () => {
    const rule = await makeRule(db.database, ours.observatoryId);
    const run = await makeRun(db.database, rule);
    const seen = (id: string) =>
      db.database.tenant(id, async (manager) => ({
        rules: await manager.countBy(AutomationRule, { id: rule.ruleId }),
        runs: await manager.countBy(Run, { id: run.runId }),
        users: await manager.find(User),
        observatories: await manager.find(Observatory),
      }));
    expect(await seen(ours.observatoryId)).toMatchObject({
      rules: 1,
      runs: 1,
      observatories: [{ id: ours.observatoryId }],
    });
    const other = await seen(theirs.observatoryId);
    expect(other).toMatchObject({ rules: 0, runs: 0, observatories: [{ id: theirs.observatoryId }] });
    expect(other.users.map(({ id }) => id)).toEqual([theirs.userId]);
  });

  it('refuses to write, move or point into another observatory', async () => {
    const rule = await makeRule(db.database, ours.observatoryId);
    const insert = db.database.tenant(theirs.observatoryId, (manager) =>
      manager.insert(AutomationRule, {
        observatoryId: ours.observatoryId,
        name: 'x',
        triggerType: 'manual',
        draft: {},
      }),
    );
    await expect(insert).rejects.toThrow('row-level security');
    const move = db.database.tenant(ours.observatoryId, (manager) =>
      manager.update(AutomationRule, { id: rule.ruleId }, { observatoryId: theirs.observatoryId }),
    );
    await expect(move).rejects.toThrow(/row-level security|foreign key/);
    const update = await db.database.tenant(theirs.observatoryId, (manager) =>
      manager.update(AutomationRule, { id: rule.ruleId }, { name: 'stolen' }),
    );
    expect(update.affected).toBe(0);
    // Foreign keys do not ask row-level security, so the observatory is part of them.
    const point = db.database.tenant(theirs.observatoryId, (manager) =>
      manager.insert(Run, {
        observatoryId: theirs.observatoryId,
        ruleId: rule.ruleId,
        planHash: 'h',
        triggerType: 'manual',
        triggerSummary: 's',
      }),
    );
    await expect(point).rejects.toThrow('foreign key');
  });

  it('shows nothing on a connection without the setting, fresh or reused', async () => {
    await makeRule(db.database, ours.observatoryId);
    await as(db.url, async (client) => {
      for (const table of await tenantTables()) {
        expect((await client.query(`select observatory_id from ${table}`)).rows).toEqual([]);
      }
      await client.query('begin');
      await client.query(`select set_config('app.observatory_id', $1, true)`, [ours.observatoryId]);
      expect((await client.query('select id from automation_rules')).rows.length).toBeGreaterThan(0);
      await client.query('commit');
      // The setting is now '' instead of absent; a cast without nullif would throw here.
      expect((await client.query('select id from automation_rules')).rows).toEqual([]);
    });
  });

  it('keeps passwords and Apple ids from the app role', async () => {
    await expect(as(db.url, (client) => client.query('select password_hash from users'))).rejects.toThrow(
      'permission denied',
    );
    await expect(as(db.url, (client) => client.query('select apple_id from users'))).rejects.toThrow(
      'permission denied',
    );
  });

  it('gives the system role only what it needs', async () => {
    await as(db.systemUrl, async (client) => {
      for (const refused of [
        'select * from integrations',
        'select * from effects',
        'select * from run_steps',
        'select * from approval_requests',
        'select event from inbox',
        'select event from runs',
        'select plan from rule_versions',
        'select draft from automation_rules',
        'select * from audit_log',
        'select title from notifications',
        'select * from notification_preferences',
        'delete from runs',
        `update runs set status = 'failed'`,
      ]) {
        await expect(client.query(refused)).rejects.toThrow('permission denied');
      }
      await client.query('select id, status from runs');
    });
  });
});

describe('append-only tables', () => {
  it('refuse changes, also from the owner', async () => {
    const { versionId } = await makeRule(db.database, ours.observatoryId);
    await expect(
      as(db.adminUrl, (client) => client.query('update rule_versions set note = $1 where id = $2', ['x', versionId])),
    ).rejects.toThrow('append-only');
    await expect(
      as(db.adminUrl, (client) => client.query('delete from rule_versions where id = $1', [versionId])),
    ).rejects.toThrow('append-only');
    await expect(as(db.adminUrl, (client) => client.query('truncate audit_log'))).rejects.toThrow('append-only');
  });
});

describe('updated_at', () => {
  it('moves by trigger when a rule is edited, and not when a run is counted', async () => {
    const { ruleId } = await makeRule(db.database, ours.observatoryId);
    const times = async (change: string) =>
      db.database.tenant(ours.observatoryId, async (manager) => {
        const read = () =>
          manager.query<{ at: string }[]>('select updated_at::text as at from automation_rules where id = $1', [
            ruleId,
          ]);
        const [before] = await read();
        await manager.query(`update automation_rules set ${change} where id = $1`, [ruleId]);
        const [after] = await read();
        return before?.at === after?.at;
      });
    expect(await times('run_count = run_count + 1')).toBe(true);
    expect(await times(`name = 'New name'`)).toBe(false);
  });
});

describe('Database', () => {
  it('joins nested work of the same observatory and rolls all of it back', async () => {
    const { ruleId } = await makeRule(db.database, ours.observatoryId);
    const failing = db.database.tenant(ours.observatoryId, async (manager) => {
      await db.database.tenant(ours.observatoryId, (inner) =>
        inner.update(AutomationRule, { id: ruleId }, { name: 'nested' }),
      );
      expect(await manager.countBy(AutomationRule, { id: ruleId, name: 'nested' })).toBe(1);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const count = await db.database.tenant(ours.observatoryId, (manager) =>
      manager.countBy(AutomationRule, { name: 'nested' }),
    );
    expect(count).toBe(0);
  });

  it('refuses to reach from one observatory into another', async () => {
    const reach = db.database.tenant(ours.observatoryId, () => db.database.tenant(theirs.observatoryId, async () => 1));
    await expect(reach).rejects.toThrow('another');
    await expect(db.database.tenant(`' or 1=1`, async () => 1)).rejects.toThrow();
  });

  it('keeps single statements in their observatory too, on connections that others have used', async () => {
    const { ruleId } = await makeRule(db.database, ours.observatoryId);
    const seen = async (id: string) => {
      const rows = await db.database.statements(id, (queryable) =>
        queryable.query('select id from automation_rules where id = $1', [ruleId]),
      );
      return (rows as unknown[]).length;
    };
    const rounds = await Promise.all(
      Array.from({ length: 20 }, (_, round) => seen(round % 2 === 0 ? ours.observatoryId : theirs.observatoryId)),
    );
    expect(rounds).toEqual(Array.from({ length: 20 }, (_, round) => (round % 2 === 0 ? 1 : 0)));
    const foreign = db.database.statements(theirs.observatoryId, (queryable) =>
      queryable.query(
        `insert into automation_rules (observatory_id, name, trigger_type, draft) values ($1, 'x', 'manual', '{}')`,
        [ours.observatoryId],
      ),
    );
    await expect(foreign).rejects.toThrow('row-level security');
    // A statement that failed leaves nothing behind on its connection.
    expect(await seen(theirs.observatoryId)).toBe(0);
    expect(await seen(ours.observatoryId)).toBe(1);
  });

  it('does not let work left behind join a finished transaction', async () => {
    let late: Promise<number> | undefined;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    await db.database.tenant(ours.observatoryId, async () => {
      late = gate.then(() => db.database.tenant(ours.observatoryId, (manager) => manager.count(AutomationRule)));
    });
    release();
    await expect(late).resolves.toBeGreaterThan(0);
  });

  it('starts without PostgreSQL and works once it is there', async () => {
    const url = new URL(db.url);
    url.port = '1';
    const absent = createDatabase({ url: url.href, poolSize: 1 });
    await expect(absent.ping()).rejects.toThrow();
    await expect(absent.tenant(randomUUID(), async () => 1)).rejects.toThrow();
    await absent.close();
  });
});
