import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, chownSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { dataFolder, postgresBinaries, postgresUser } from './postgres-binaries.mjs';
import { postgresUrl } from './postgres-url.mjs';
import { Problem } from './words.mjs';

const temporalDatabases = ['temporal', 'temporal_visibility'];

function initialise({ binaries, data, user, password }) {
  const folder = mkdtempSync(join(tmpdir(), 'jarvis-initdb-'));
  const passwordFile = join(folder, 'password');
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user.uid !== undefined) {
      chownSync(folder, user.uid, user.gid);
      chownSync(passwordFile, user.uid, user.gid);
    }
    const result = spawnSync(
      join(binaries, 'bin', 'initdb'),
      [
        `--pgdata=${data}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
      ],
      { ...user, encoding: 'utf8', cwd: '/' },
    );
    if (result.status !== 0) {
      throw new Problem(`PostgreSQL could not create its data folder ${data}:\n${result.stderr}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Prepares PostgreSQL and says how to run it in the foreground.
 * @param options.home the state folder · options.port · options.password of the superuser ·
 *   options.durable false for tests, where a crash may lose everything
 */
export function preparePostgres({ home, port, password, durable = true }) {
  const user = postgresUser();
  const binaries = postgresBinaries(user);
  const data = dataFolder(join(home, 'postgres'), user);
  const version = join(data, 'PG_VERSION');
  if (!existsSync(version)) initialise({ binaries, data, user, password });
  else if (readFileSync(version, 'utf8').trim() !== '18') {
    throw new Problem(
      `${data} holds a PostgreSQL ${readFileSync(version, 'utf8').trim()} database; this is version 18. Move it away, or dump it there and load it here.`,
    );
  }

  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '64MB',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_connections: '',
    // Commits still reach the system's cache: tests kill the server and must find what it acknowledged.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    command: join(binaries, 'bin', 'postgres'),
    parameters: ['-D', data, '-p', String(port), ...flags],
    user,
    cwd: '/',
    // Fast shutdown: ends sessions, finishes the checkpoint.
    stopSignal: 'SIGINT',
  };
}

async function connect({ port, password, database = 'postgres' }) {
  const client = new pg.Client({
    connectionString: postgresUrl({ port, role: 'postgres', password, database }),
    connectionTimeoutMillis: 3_000,
    query_timeout: 30_000,
  });
  client.on('error', () => client.end().catch(() => undefined));
  await client.connect();
  return client;
}

/** Whether it accepts connections; a wrong password is told at once instead of waited for. */
export async function isPostgresReady({ port, password }) {
  try {
    const client = await connect({ port, password });
    await client.end();
    return true;
  } catch (error) {
    if (error.code === '28P01') {
      throw new Problem(
        'The database does not accept the password in secrets.json: the two come from different installations. Restore the matching secrets.json, or delete the whole state folder to start afresh.',
      );
    }
    return false;
  }
}

/** Whether the server says anything at all, be it that it is starting, recovering or full. */
export async function isPostgresAlive({ port, password }) {
  try {
    const client = await connect({ port, password });
    await client.end();
    return true;
  } catch (error) {
    const isSqlState = /^[0-9A-Z]{5}$/.test(error.code ?? '');
    return isSqlState;
  }
}

/** Temporal's role and databases, made when missing. Those of Jarvis come with its migrations. */
export async function ensureTemporalDatabases({ port, password, temporalPassword }) {
  const client = await connect({ port, password });
  try {
    const role = await client.query(`select from pg_roles where rolname = 'temporal'`);
    const verb = role.rowCount === 0 ? 'create' : 'alter';
    await client.query(
      `${verb} role temporal login nosuperuser nobypassrls password ${client.escapeLiteral(temporalPassword)}`,
    );
    const { rows } = await client.query('select datname as name from pg_database');
    for (const name of temporalDatabases) {
      if (rows.some((known) => known.name === name)) continue;
      await client.query(`create database ${name} owner temporal`);
      await client.query(`revoke all on database ${name} from public`);
    }
  } finally {
    await client.end();
  }
}
