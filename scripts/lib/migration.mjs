import { join } from 'node:path';
import { repository } from './files.mjs';
import { spawnTool } from './processes.mjs';
import { databaseUrls } from './settings.mjs';
import { Problem } from './words.mjs';

/**
 * Migrates in a process of its own (what it loads is not needed afterwards).
 * @returns {Promise<{accountCreated: boolean}>} whether the development account is new, and so everything is
 */
export function migrate({ build, ports, secrets, environment }) {
  return new Promise((resolve, reject) => {
    const script = join(repository, 'scripts', 'migrate.mjs');
    const child = spawnTool(process.execPath, [script, build], {
      env: { ...environment, DATABASE_ADMIN_URL: databaseUrls(ports, secrets).admin },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let problems = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (problems += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.trim().split('\n').pop()));
      else reject(new Problem(`The database could not be migrated:\n${problems.trim() || output}`));
    });
  });
}
