import { addEntry, addImport, inWords, pascal } from './edits.mjs';

/** A platform with a pasted token, one action, errors with words and a stand-in. */
export function plan(name) {
  const title = inWords(name);
  const folder = `libs/connectors/src/${name}`;
  const host = `api.${name}.example`;
  return {
    files: {
      [`${folder}/auth.ts`]: `import type { ApiKeyAuth } from '@jarvis/connector-kit';
import { z } from 'zod';

export const ${pascal(name)}Credentials = z.object({
  token: z.string().min(1).meta({ title: 'Token', description: 'Where to make one at ${title}.' }),
});

export const ${name}Auth: ApiKeyAuth = { kind: 'api-key', credentials: ${pascal(name)}Credentials };
`,
      [`${folder}/platform.ts`]: `import { platform } from '@jarvis/connector-kit';
import { ${pascal(name)}Credentials } from './auth.js';

export const ${name}Platform = platform('${name}', { title: '${title}', credentials: ${pascal(name)}Credentials });
`,
      [`${folder}/client.ts`]: `import type { ConnectorContext } from '@jarvis/connector-kit';
import type { z } from 'zod';
import { refusalOf } from './errors.js';
import { ${name}Platform } from './platform.js';

/** Asks ${title} for one thing. @throws ConnectorError for whatever it refuses */
export async function get${pascal(name)}<T>(context: ConnectorContext, path: string, schema: z.ZodType<T>): Promise<T> {
  const { token } = ${name}Platform.credentials(context);
  const reply = await context.vendorFetch(\`https://${host}\${path}\`, {
    headers: { authorization: \`Bearer \${token}\` },
    signal: context.signal,
  });
  if (!reply.ok) throw refusalOf(reply.status);
  const found: unknown = await reply.json();
  return ${name}Platform.parseReply(schema, found, path);
}
`,
      [`${folder}/errors.ts`]: `import type { ConnectorError } from '@jarvis/connector-kit';
import { ${name}Platform } from './platform.js';

/** What an answer that is no success means, and what to do. */
export function refusalOf(status: number): ConnectorError {
  if (status === 401) {
    return ${name}Platform.error({
      code: 'auth',
      status,
      message: '${title} does not take the token.',
      hint: 'Connect the account again under Connections.',
    });
  }
  return ${name}Platform.error({
    code: status >= 500 || status === 429 ? 'unavailable' : 'invalid-input',
    status,
    message: \`${title} answered with HTTP \${status.toString()}.\`,
  });
}
`,
      [`${folder}/check-health.ts`]: `import { z } from 'zod';
import { get${pascal(name)} } from './client.js';
import { ${name}Platform } from './platform.js';

const Account = z.object({ id: z.string(), name: z.string() });

/** Reads the account. */
export const checkHealth = ${name}Platform.healthOf((context) => get${pascal(name)}(context, '/me', Account));
`,
      [`${folder}/actions/get-thing.action.ts`]: `import { z } from 'zod';
import { get${pascal(name)} } from '../client.js';
import { ${name}Platform } from '../platform.js';

const Input = z.strictObject({ id: z.string().min(1).max(200).meta({ title: 'Id' }) });
const Output = z.object({ id: z.string(), name: z.string() });

/** \`GET /things/{id}\`. Source: the address of the vendor's documentation. */
export const getThingAction = ${name}Platform.defineAction({
  id: 'get-thing',
  title: 'Get a thing',
  description: 'Reads one thing.',
  input: Input,
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  timeoutMs: 30_000,
  expectedMs: 500,
  connection: 'required',
  preview: ({ id }) => ({ kind: 'text', text: \`Reads \${id}\` }),
  sample: ({ id }) => ({ id, name: 'A thing' }),
  run: async ({ id }, context) => ({
    output: await get${pascal(name)}(context, \`/things/\${encodeURIComponent(id)}\`, Output),
  }),
});
`,
      [`${folder}/index.ts`]: `import { getThingAction } from './actions/get-thing.action.js';
import { ${name}Auth } from './auth.js';
import { checkHealth } from './check-health.js';
import { ${name}Platform } from './platform.js';

/** ${title}. */
export const ${name} = ${name}Platform.defineConnector({
  description: 'Read things.',
  category: 'developer',
  icon: { path: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z', drawn: 'line' },
  accountWords: { one: 'account', example: 'acme' },
  capabilities: ['Read things'],
  auth: [${name}Auth],
  hosts: ['${host}'],
  actions: [getThingAction],
  checkHealth,
});
`,
      [`${folder}/stand-in/app.ts`]: `import { deliverFaults, recordRequests, type Bindings, type StandInTools, type VendorApp } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';

/** \`${host}\`: the account and things, as ${title} speaks. */
export function create${pascal(name)}App({ journal, faults }: StandInTools): VendorApp {
  const app = new Hono<Bindings>();
  app.use(recordRequests(journal, '${name}', 'https://${host}'));
  app.use(
    '*',
    deliverFaults(
      faults,
      '${name}',
      {
        rateLimited: (seconds) => new Response('{}', { status: 429, headers: { 'retry-after': seconds.toString() } }),
        serverError: () => new Response('{}', { status: 503 }),
      },
      ({ path }) => path !== '/me',
    ),
  );
  app.use('*', async (context, next) => {
    if (context.req.header('authorization')?.startsWith('Bearer ')) return next();
    return context.json({ error: 'unauthorized' }, 401);
  });
  app.get('/me', (context) => context.json({ id: '1', name: 'acme' }));
  app.get('/things/:id', (context) => context.json({ id: context.req.param('id'), name: 'A thing' }));
  app.notFound((context) => context.json({ error: 'not found' }, 404));
  return app;
}
`,
      [`${folder}/stand-in/index.ts`]: `import type { StandIn } from '@jarvis/stand-in-kit';
import { create${pascal(name)}App } from './app.js';

/** ${title}. */
export const ${name}: StandIn = {
  platform: '${name}',
  open: (tools) => ({ hosts: { '${host}': create${pascal(name)}App(tools) } }),
};
`,
      [`${folder}/${name}.spec.ts`]: `import { describe, expect, it } from '@jest/globals';
import { createConnectors } from '../index.js';
import { refusalOf } from './errors.js';

describe('${name}', () => {
  const connector = createConnectors().getConnector('${name}');

  it('is in the list, with an action that shows what it would do', () => {
    expect(connector?.title).toBe('${title}');
    expect(connector?.actions[0]?.preview({ id: '1' })).toEqual({ kind: 'text', text: 'Reads 1' });
  });

  it('says what an answer means', () => {
    expect(refusalOf(401)).toMatchObject({ code: 'auth', retryable: false });
    expect(refusalOf(503)).toMatchObject({ code: 'unavailable', retryable: true });
    expect(refusalOf(404)).toMatchObject({ code: 'invalid-input', retryable: false });
  });
});
`,
    },
    changes: [
      {
        path: 'libs/connectors/src/stand-ins.ts',
        edits: [
          addImport(`import { ${name} } from './${name}/stand-in/index.js';`, /from '\.\//),
          addEntry(`, ${name}`, { start: 'STAND_INS: readonly StandIn[] = [', end: ']' }),
        ],
      },
      {
        path: 'libs/connectors/src/index.ts',
        edits: [
          addImport(`import { ${name} } from './${name}/index.js';`, /from '\.\//),
          addEntry(`, ${name}`, { start: 'CONNECTORS = [', end: ']' }),
        ],
      },
    ],
    next: [
      `write how it signs in (${folder}/auth.ts), what it refuses (errors.ts), its actions and its stand-in`,
      'write its README from that: UPDATE_DOCS=1 npm test -- unit libs/connectors/src/readme',
      'start the sandbox with it: npm start, then Connections',
      'docs/architecture.md says what belongs where; another action: npm run new -- action ' + `${name}.list-things`,
    ],
  };
}
