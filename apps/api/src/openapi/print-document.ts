import { writeFile } from 'node:fs/promises';
import { loadConfig } from '@jarvis/config';
import { createLogger } from '@jarvis/telemetry';
import { createApp } from '../create-app.js';
import { createOpenApiDocument } from './create-document.js';

/** Nothing connects while the document is made, so these point nowhere. */
const nowhere = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'error',
  DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
  DATABASE_SYSTEM_URL: 'postgresql://nobody@127.0.0.1:1/none',
  JARVIS_ENCRYPTION_KEYS: `docs:${Buffer.alloc(32).toString('base64')}`,
  JWT_SECRET: 'only-for-the-document-nothing-is-signed-with-it',
};

/** The committed copy's text, made without a database. */
export async function printDocument(): Promise<string> {
  const config = loadConfig(nowhere);
  const app = await createApp({ config, logger: createLogger({ name: 'openapi', level: 'error' }) });
  const document = createOpenApiDocument(app);
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
}

const [, script, target] = process.argv;
if (script === import.meta.filename && target !== undefined) await writeFile(target, await printDocument());
