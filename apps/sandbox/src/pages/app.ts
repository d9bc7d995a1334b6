import { refreshScript, type Bindings, type Pages, type Part, type StandInTools } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import type { Letter } from '../mailbox/letters.js';
import { LINKS } from './links.js';
import { mailboxPage } from './mailbox-page.js';
import { overviewPage } from './overview-page.js';

/** The pages people look at; those of the vendors are their own affair. */
export function createPages(
  tools: StandInTools,
  { letters, pages }: { letters: Part<Letter[]>; pages: readonly Pages[] },
): Hono<Bindings> {
  const { frame } = tools;
  const app = new Hono<Bindings>();
  app.get(LINKS.overview.href, (context) => {
    const mailbox = { count: letters.value.length, label: 'mails to people', href: LINKS.mailbox.href };
    const summaries = [...pages.map((page) => page.summary()), mailbox];
    return context.html(frame(overviewPage(tools, summaries)));
  });
  app.get(LINKS.mailbox.href, (context) => context.html(frame(mailboxPage(letters.value))));
  app.get('/_assets/refresh.js', (context) =>
    context.body(refreshScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  return app;
}
