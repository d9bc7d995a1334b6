import { createDatabase, prepareCluster, runMigrations, type Database } from '@jarvis/database';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { migrationHash } from './migration-hash.js';
import { testServices } from './services.js';

/** A freshly migrated, empty database of its own. */
export interface TestDatabase {
  /** As jarvis_app, under row-level security. */
  url: string;
  /** As jarvis_system. */
  systemUrl: string;
  /** As jarvis_owner. */
  ownerUrl: string;
  /** As superuser: sees and may do everything; for arranging and asserting. */
  adminUrl: string;
  /** Opened with `url` and `systemUrl`. */
  database: Database;
  /** Closes `database` and drops what was made. */
  stop: () => Promise<void>;
}

/** One password for all test roles: they exist only on servers that hold nothing else. */
const password = 'only-for-tests';

/** Serialises making the template; the roles have a lock of their own. */
const templateLock = 7_160_100;

function urlsOf(adminUrl: string, name: string) {
  const as = (role: string) => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = password;
    url.pathname = `/${name}`;
    return url.href;
  };
  const admin = new URL(adminUrl);
  admin.pathname = `/${name}`;
  return {
    adminUrl: admin.href,
    ownerUrl: as('jarvis_owner'),
    url: as('jarvis_app'),
    systemUrl: as('jarvis_system'),
  };
}

async function withServer<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The migrated database that the others are copied from (a copy takes 50 ms, migrating a second). */
async function ensureTemplate(adminUrl: string): Promise<string> {
  const name = `jarvis_template_${migrationHash()}`;
  await withServer(adminUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const known = await client.query('select datallowconn from pg_database where datname = $1', [name]);
    const finished = known.rows.some((row: { datallowconn: boolean }) => !row.datallowconn);
    if (finished) return;
    await client.query(`drop database if exists ${name} with (force)`);
    const { ownerUrl, url: appUrl, systemUrl } = urlsOf(adminUrl, name);
    await prepareCluster({ adminUrl, ownerUrl, appUrl, systemUrl });
    await runMigrations(ownerUrl);
    // Marks it complete, and keeps sessions away that would make copying fail.
    await client.query(`alter database ${name} with allow_connections false`);
  });
  return name;
}

/**
 * A migrated database for one test file, on the server named by JARVIS_TEST_POSTGRES_URL or on one
 * started for this file. Call `stop` in `afterAll`.
 */
export async function startTestDatabase({ poolSize = 4 } = {}): Promise<TestDatabase> {
  const services = await testServices({ temporal: false });
  const server = services.variables.JARVIS_TEST_POSTGRES_URL;
  const template = await ensureTemplate(server);
  const name = `jarvis_test_${randomUUID().replaceAll('-', '')}`;
  await withServer(server, (client) => client.query(`create database ${name} template ${template} owner jarvis_owner`));
  const urls = urlsOf(server, name);
  const database = createDatabase({ url: urls.url, systemUrl: urls.systemUrl, poolSize });
  const stop = async () => {
    await database.close();
    await withServer(server, (client) => client.query(`drop database ${name} with (force)`));
    await services.stop();
  };
  return { ...urls, database, stop };
}
