import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestDatabase, type TestDatabase } from '@jarvis/testing';
import pg from 'pg';

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.stop());

/** Those of the columns that a check of the database speaks of. */
async function checked(columns: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: db.adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select distinct c.conrelid::regclass || '.' || a.attname as name
       from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
       where c.contype = 'c' and c.conrelid::regclass || '.' || a.attname = any($1)`,
      [columns],
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

it('leaves it to their libraries which triggers, steps, signatures and platforms there are, so that a new one needs no migration', async () => {
  const named = ['runs.trigger_type', 'automation_rules.trigger_type', 'run_steps.kind', 'webhook_endpoints.scheme'];
  const platforms = ['integrations.platform', 'approval_requests.platform', 'effects.platform'];
  // What nobody adds a folder for is checked here too.
  expect(await checked([...named, ...platforms, 'runs.status'])).toEqual(['runs.status']);
});
