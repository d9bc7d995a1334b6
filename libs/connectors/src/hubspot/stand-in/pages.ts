import { ownAccount, type Bindings, type StandIn } from '@jarvis/stand-in-kit';
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { openPortal } from './portal.js';
import { page } from './page.js';
import type { Record, RecordType } from './records.js';
import { App, openWebhooks } from './webhooks.js';

const link = { href: '/hubspot', label: 'HubSpot' };
/** Properties by their internal names, as somebody writes them into a form. */
const Properties = z.record(z.string(), z.string());
const Refusal = z.object({ message: z.string() });
const source = 'CRM_UI';

/**
 * The CRM's records, newest first; `/hubspot#contacts-101` goes to one of them. Forms make contacts and deals, change
 * deals, and set where the app with webhooks has them sent.
 */
export const pages: NonNullable<StandIn['pages']> = {
  link,
  open(tools) {
    const portal = openPortal(tools);
    const webhooks = openWebhooks(tools);
    const { records } = portal;
    const app = new Hono<Bindings>();
    const show = (context: Context<Bindings>, problem?: string) => {
      const content = page({
        records: records.value.toReversed(),
        app: webhooks.app(),
        deliveries: webhooks.deliveries(),
        problem,
      });
      return context.html(
        tools.frame({ title: 'HubSpot', active: link.href, content }),
        problem === undefined ? 200 : 400,
      );
    };
    const done = async (context: Context<Bindings>, result: Record | Response) =>
      result instanceof Response
        ? show(context, Refusal.parse(await result.json()).message)
        : context.redirect(`${link.href}#${result.type}-${result.id}`, 303);

    app.get(link.href, (context) => show(context));
    const makes = (type: RecordType) =>
      app.post(`${link.href}/${type}`, async (context) => {
        const properties = Properties.parse(await context.req.parseBody());
        return done(context, portal.add({ type, account: ownAccount.id, properties, source }));
      });
    makes('contacts');
    makes('deals');
    app.post(`${link.href}/deals/:id`, async (context) => {
      const deal = records.value.find(({ type, id }) => type === 'deals' && id === context.req.param('id'));
      if (!deal) return show(context, 'There is no such deal.');
      const properties = Properties.parse(await context.req.parseBody());
      return done(context, portal.change(deal, { properties, source }));
    });
    app.post(`${link.href}/app`, async (context) => {
      const given = App.safeParse(await context.req.parseBody());
      if (!given.success) return show(context, 'The app needs an http(s) address, or none, and a client secret.');
      webhooks.configure(given.data);
      return context.redirect(`${link.href}#app`, 303);
    });
    return { app, summary: () => ({ count: records.value.length, label: 'records in HubSpot', href: link.href }) };
  },
};
