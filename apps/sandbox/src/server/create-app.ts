import { layout, type Bindings, type StandIn, type StandInTools } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { lettersOf } from '../mailbox/letters.js';
import { createPages } from '../pages/app.js';
import { LINKS } from '../pages/links.js';
import { createAuthorizeApp } from './authorize-app.js';
import { createControlApp } from './control-app.js';

/** Gmail's own limit for a message is 35 MB. */
const MAX_BODY_BYTES = 40_000_000;

/** The whole sandbox: a vendor's host in the request leads to its stand-in, any other to the pages and controls. */
export function createApp(parts: Omit<StandInTools, 'frame'>, standIns: readonly StandIn[]): Hono<Bindings> {
  const links = [LINKS.overview, ...standIns.flatMap(({ pages }) => pages?.link ?? []), LINKS.mailbox];
  const tools: StandInTools = { ...parts, frame: (page) => layout(page, links) };
  const vendors = standIns.map((standIn) => standIn.open(tools));
  const byHost = new Map(vendors.flatMap(({ hosts }) => Object.entries(hosts)));
  const app = new Hono<Bindings>();
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));
  app.use(async (context, next) => {
    const vendor = byHost.get((context.req.header('host') ?? '').replace(/:443$/, ''));
    return vendor ? vendor.fetch(context.req.raw, context.env) : next();
  });
  for (const { hosts, paths = [] } of vendors) {
    const [vendor] = Object.values(hosts);
    for (const path of paths) if (vendor) app.all(path, ({ req, env }) => vendor.fetch(req.raw, env));
  }
  app.use(async (context, next) => {
    await next();
    context.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'",
    );
  });
  const pages = standIns.flatMap((standIn) => standIn.pages?.open(tools) ?? []);
  app.route('/', createControlApp(tools, { platforms: standIns.map(({ platform }) => platform) }));
  app.route('/', createAuthorizeApp(tools, standIns));
  app.route('/', createPages(tools, { letters: lettersOf(tools.store), pages }));
  for (const page of pages) app.route('/', page.app);
  return app;
}
