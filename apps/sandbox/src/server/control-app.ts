import { Hono } from 'hono';
import type { Sandbox } from './sandbox.js';
import { faultSchema } from './faults.js';
import { readJson, type Bindings } from './vendor-app.js';

/** `/_health`, `/_faults` and `/_mailbox`: what scripts and tests use. */
export function createControlApp({ faults, store }: Sandbox): Hono<Bindings> {
  const app = new Hono<Bindings>();
  app.get('/_health', (context) => context.json({ status: 'ok' }));
  app.get('/_mailbox', (context) => context.json({ data: store.state.mailbox }));
  app.get('/_faults', (context) => context.json({ data: faults.list() }));
  app.post('/_faults', async (context) => {
    const fault = faultSchema.safeParse(await readJson(context.req));
    if (!fault.success) {
      return context.json(
        {
          error: {
            code: 'invalid_fault',
            message: fault.error.issues
              .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
              .join('; '),
          },
        },
        400,
      );
    }
    faults.add(fault.data);
    return context.json({ data: fault.data }, 201);
  });
  app.delete('/_faults', (context) => {
    faults.clear();
    return context.json({ data: [] });
  });
  return app;
}
