import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { homeOf } from './jarvis.js';

const script = fileURLToPath(new URL('../../scripts/create-account.mjs', import.meta.url));

/**
 * What whoever runs the installation does for a new person, or for a further observatory of one: its owner, unless
 * another role is given.
 */
export async function createAccount(account: {
  email: string;
  password: string;
  observatory: string;
  role?: 'reviewer' | 'viewer';
}): Promise<void> {
  const home = homeOf();
  const secrets = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as Record<string, string>;
  // PostgreSQL's own note of where it listens: the fourth line is the port.
  const port = readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  const url = (role: string, database: string) =>
    `postgresql://${role}:${encodeURIComponent(secrets[role]!)}@127.0.0.1:${port}/${database}`;
  await promisify(execFile)(process.execPath, [script, account.email, account.email, account.observatory], {
    env: {
      DATABASE_ADMIN_URL: url('postgres', 'postgres'),
      DATABASE_OWNER_URL: url('jarvis_owner', 'jarvis'),
      ACCOUNT_PASSWORD: account.password,
    },
  });
  if (account.role === undefined) return;
  const client = new pg.Client({ connectionString: url('postgres', 'jarvis') });
  await client.connect();
  try {
    // Roles are given by whoever owns the observatory; there is no page for it yet.
    await client.query(
      `update memberships set role = $1
       where user_id = (select id from users where email = $2)
         and observatory_id = (select id from observatories where name = $3)`,
      [account.role, account.email, account.observatory],
    );
  } finally {
    await client.end();
  }
}
