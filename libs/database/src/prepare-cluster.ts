import { SturdyClient } from './sturdy-client.js';

export interface ClusterUrls {
  /** A superuser, on any database of the cluster. */
  adminUrl: string;
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
}

/** Serialises role changes: they are shared by all databases of a cluster and concurrent ones fail. */
const LOCK = 7_160_001;

/**
 * Makes the three roles and the database named in `ownerUrl`, or corrects their passwords; safe to repeat.
 * The names of the app and system roles are fixed (`jarvis_app`, `jarvis_system`), because policies name them.
 * @throws Error when a URL names another role
 */
export async function prepareCluster(urls: ClusterUrls): Promise<void> {
  const owner = account(urls.ownerUrl, 'jarvis_owner');
  const roles = [owner, account(urls.appUrl, 'jarvis_app'), account(urls.systemUrl, 'jarvis_system')];
  const database = decodeURIComponent(new URL(urls.ownerUrl).pathname.slice(1));
  const client = new SturdyClient({ connectionString: urls.adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    for (const { name, password } of roles) {
      const known = await client.query('select from pg_roles where rolname = $1', [name]);
      const verb = known.rowCount === 0 ? 'create' : 'alter';
      await client.query(
        `${verb} role ${name} login nosuperuser nobypassrls nocreaterole nocreatedb noinherit password ${client.escapeLiteral(password)}`,
      );
    }
    const existing = await client.query('select from pg_database where datname = $1', [database]);
    if (existing.rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(database)} owner ${owner.name}`);
      await client.query(`revoke all on database ${client.escapeIdentifier(database)} from public`);
      await client.query(`grant connect on database ${client.escapeIdentifier(database)} to jarvis_app, jarvis_system`);
    }
  } finally {
    await client.end();
  }
}

function account(url: string, name: string): { name: string; password: string } {
  const { username, password } = new URL(url);
  if (username !== name) throw new Error(`The database URL of ${name} names the role "${username}". Use ${name}.`);
  return { name, password: decodeURIComponent(password) };
}
