// Prepares the database: roles, migrations, and in embedded mode the development account. Used by `npm start` and
// by the migration job of docker-compose.yml: node scripts/migrate.mjs [--temporal] <build>
// DATABASE_ADMIN_URL (a superuser) is needed only where roles and database do not exist yet;
// --temporal also sets up Temporal's namespaces and search attributes.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  options: { temporal: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const build = resolve(positionals[0] ?? 'build');
const load = (name) => import(pathToFileURL(join(build, 'node_modules', '@jarvis', name, 'dist', 'index.js')).href);

async function migrateDatabase({ database }) {
  if (!database.ownerUrl) throw new Error('DATABASE_OWNER_URL is not set: migrations run as jarvis_owner.');
  const { prepareCluster, runMigrations } = await load('database');
  const adminUrl = process.env.DATABASE_ADMIN_URL;
  if (adminUrl) {
    const { ownerUrl, url: appUrl, systemUrl } = database;
    await prepareCluster({ adminUrl, ownerUrl, appUrl, systemUrl });
  }
  await runMigrations(database.ownerUrl);
}

/** Never in production: there, scripts/create-account.mjs makes the first account. */
async function prepareAccount({ database, devAccount }) {
  const adminUrl = process.env.DATABASE_ADMIN_URL;
  if (!devAccount || !adminUrl) return { created: false };
  const { ensureAccount } = await import('./lib/account.mjs');
  const { ownerUrl } = database;
  return ensureAccount({ adminUrl, ownerUrl, ...devAccount, name: 'Operator' });
}

async function prepareTemporal({ temporal }) {
  const { ensureNamespaces } = await import('../temporal/namespaces.mjs');
  const { connection, namespace, rehearsalNamespace } = temporal;
  await ensureNamespaces({ connection, namespace, rehearsalNamespace });
}

try {
  const { loadConfig } = await load('config');
  const config = loadConfig(process.env);
  await migrateDatabase(config);
  if (options.temporal) await prepareTemporal(config);
  const { created } = await prepareAccount(config);
  process.stdout.write(`${JSON.stringify({ accountCreated: created })}\n`);
} catch (error) {
  const inWords = error.name === 'ConfigurationError' || error.name === 'Problem';
  process.stderr.write(`${inWords ? error.message : (error.stack ?? error)}\n`);
  process.exitCode = 1;
}
