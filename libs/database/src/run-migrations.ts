import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { migrations } from './migrations/index.js';
import { SturdyClient } from './sturdy-client.js';

/** Serialises migrating processes (two containers started at once). */
const LOCK = 7_160_002;

/**
 * Brings the database to the newest schema; safe to repeat and to run in several processes.
 * @param ownerUrl connection string of `jarvis_owner`
 * @returns names of the migrations that ran
 */
export async function runMigrations(ownerUrl: string): Promise<string[]> {
  const source = await ownerSource(ownerUrl).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [LOCK]);
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}

function ownerSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'jarvis-migrate',
    migrations,
    migrationsTableName: 'migrations',
    installExtensions: false,
    poolSize: 2,
    extra: { Client: SturdyClient },
  });
}
