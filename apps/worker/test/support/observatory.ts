import { createDatabase, type Database } from '@jarvis/database';
import { createWorkspace, startTestDatabase } from '@jarvis/testing';
import pg from 'pg';

/** A database with one observatory, as activities use it, and beside it a session of its own past row-level security. */
export interface TestObservatory {
  database: Database;
  admin: pg.Client;
  observatoryId: string;
  /** Of jarvis_app, for processes of their own. */
  url: string;
  stop: () => Promise<void>;
}

export async function startObservatory(): Promise<TestObservatory> {
  const db = await startTestDatabase();
  const database = createDatabase({ url: db.url, poolSize: 2 });
  const admin = new pg.Client({ connectionString: db.adminUrl });
  await admin.connect();
  const { observatoryId } = await createWorkspace(db);
  const stop = async () => {
    await admin.end();
    await database.close();
    await db.stop();
  };
  return { database, admin, observatoryId, url: db.url, stop };
}
