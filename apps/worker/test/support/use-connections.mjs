// Opens one connection many times at once, in a process of its own, when its input says so; prints which tokens it got.
import { once } from 'node:events';
import { Connections } from '@jarvis/connections';
import { createConnectors } from '@jarvis/connectors';
import { createDatabase } from '@jarvis/database';
import { createCredentialSealer } from '@jarvis/payload-codec/credentials';

const { DATABASE_URL: url, SANDBOX_URL: sandboxUrl, KEY = '', USE = '', TIMES } = process.env;
const silent = () => undefined;
const database = createDatabase({ url: url ?? '', poolSize: 5 });
const connections = new Connections({
  database,
  registry: createConnectors(),
  sealer: createCredentialSealer([{ id: 't1', key: Buffer.from(KEY, 'base64') }]),
  logger: { debug: silent, info: silent, warn: silent, error: silent },
  sandboxUrl,
  oauthClients: {},
});
const tokenOf = async () => {
  const opened = await connections.open(JSON.parse(USE));
  return opened.run(AbortSignal.timeout(60_000), async ({ connection }) => connection.credentials.accessToken);
};
await database.ping();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const tokens = await Promise.all(Array.from({ length: Number(TIMES) }, tokenOf));
process.stdout.write(JSON.stringify([...new Set(tokens)]));
await connections.close();
await database.close();
process.stdin.destroy();
