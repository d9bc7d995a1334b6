// Prepares the database: roles, migrations, and in embedded mode the seed. Used by `npm start` and
// by the migration job of docker-compose.yml: node scripts/migrate.mjs <build>
// DATABASE_ADMIN_URL (a superuser) is needed only where roles and database do not exist yet.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const build = process.argv[2];
const load = (name) =>
  import(pathToFileURL(join(build, 'node_modules', '@jarvis', name, 'dist', 'index.js')).href);

try {
  const { loadConfig } = await load('config');
  const { prepareCluster, runMigrations } = await load('database');
  const { database } = loadConfig(process.env);
  if (!database.ownerUrl)
    throw new Error('DATABASE_OWNER_URL is not set: migrations run as jarvis_owner.');
  const adminUrl = process.env.DATABASE_ADMIN_URL;
  if (adminUrl) {
    await prepareCluster({
      adminUrl,
      ownerUrl: database.ownerUrl,
      appUrl: database.url,
      systemUrl: database.systemUrl,
    });
  }
  await runMigrations(database.ownerUrl);
  process.stdout.write('{}\n');
} catch (error) {
  process.stderr.write(
    `${error.name === 'ConfigurationError' ? error.message : (error.stack ?? error)}\n`,
  );
  process.exitCode = 1;
}
