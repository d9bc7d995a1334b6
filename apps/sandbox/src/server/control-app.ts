import { Fault, readJson, type Bindings, type StandInTools } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { z } from 'zod';
import { lettersOf } from '../mailbox/letters.js';

/** `/_health`, `/_faults` and `/_mailbox`: what scripts and tests use. */
export function createControlApp(
  { faults, store }: StandInTools,
  { platforms }: { platforms: readonly string[] },
): Hono<Bindings> {
  const KnownFault = Fault.extend({ platform: z.enum(platforms) });
  const app = new Hono<Bindings>();
  app.get('/_health', (context) => context.json({ status: 'ok' }));
  app.get('/_mailbox', (context) => context.json({ data: lettersOf(store).value }));
  app.get('/_faults', (context) => context.json({ data: faults.list() }));
  app.post('/_faults', async (context) => {
    const fault = KnownFault.safeParse(await readJson(context.req));
    if (!fault.success) {
      const message = fault.error.issues
        .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
        .join('; ');
      return context.json({ error: { code: 'invalid_fault', message } }, 400);
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
