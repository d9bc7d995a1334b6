import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SEARCH_ATTRIBUTES } from '@jarvis/plan';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { createWorkspace, startTestDatabase, testTemporal, type TestDatabase } from '../src/index.js';

describe('startTestDatabase', () => {
  let first: TestDatabase;
  let second: TestDatabase;
  beforeAll(async () => {
    [first, second] = await Promise.all([startTestDatabase(), startTestDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });

  it('gives each caller a migrated database of its own', async () => {
    const { observatoryId } = await createWorkspace(first);
    const counts = await Promise.all(
      [first, second].map(async ({ adminUrl }) => {
        const client = new pg.Client({ connectionString: adminUrl });
        await client.connect();
        const { rowCount } = await client.query('select from observatories');
        await client.end();
        return rowCount;
      }),
    );
    expect(observatoryId).toMatch(/^[\da-f-]{36}$/);
    expect(counts).toEqual([1, 0]);
  });
});

describe('testTemporal', () => {
  it('names a server with both namespaces', async () => {
    const temporal = await testTemporal();
    expect(temporal).toMatchObject({
      address: expect.stringMatching(/:\d+$/),
      namespace: 'jarvis',
      rehearsalNamespace: 'jarvis-rehearsal',
    });
    await temporal.stop();
  });

  it('has the search attributes the plan names', async () => {
    const script = await readFile(new URL('../../../temporal/namespaces.mjs', import.meta.url), 'utf8');
    for (const name of Object.values(SEARCH_ATTRIBUTES)) expect(script).toContain(`'${name}'`);
  });
});
