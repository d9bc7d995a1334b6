import { spawnTool } from '../scripts/lib/processes.mjs';
import { Problem } from '../scripts/lib/words.mjs';

const schemas = [
  { database: 'temporal', name: 'postgresql/v12/temporal' },
  { database: 'temporal_visibility', name: 'postgresql/v12/visibility' },
];

function run(sqlTool, parameters, environment) {
  return new Promise((resolve) => {
    const child = spawnTool(sqlTool, parameters, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ code: -1, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

async function bringUpToDate(sqlTool, { database, name }, target) {
  const environment = { ...process.env, SQL_PASSWORD: target.password };
  const connection = [
    '--plugin',
    'postgres12_pgx',
    '--endpoint',
    '127.0.0.1',
    '--port',
    String(target.port),
    '--user',
    'temporal',
    '--database',
    database,
  ];
  // Without --overwrite this only adds the table that holds the version, when it is missing.
  await run(sqlTool, [...connection, 'setup-schema', '--version', '0.0'], environment);
  const { code, output } = await run(sqlTool, [...connection, 'update-schema', '--schema-name', name], environment);
  if (code !== 0) {
    throw new Problem(`Temporal's schema in the database "${database}" could not be brought up to date:\n${output}`);
  }
}

/** Creates or updates both of Temporal's schemas with the server's own tool. */
export async function ensureSchemas({ sqlTool, port, password }) {
  await Promise.all(schemas.map((schema) => bringUpToDate(sqlTool, schema, { port, password })));
}
