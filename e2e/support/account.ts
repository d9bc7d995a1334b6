import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { homeOf } from './jarvis.js';

const script = fileURLToPath(new URL('../../scripts/create-account.mjs', import.meta.url));

/** What whoever runs the installation does for a new person, or for a further observatory of one. */
export async function createAccount(account: { email: string; password: string; observatory: string }): Promise<void> {
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
}
