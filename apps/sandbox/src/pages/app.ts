import { Hono } from 'hono';
import { ownAccount } from '../server/accounts.js';
import type { Sandbox } from '../server/sandbox.js';
import type { Bindings } from '../server/vendor-app.js';
import { html } from 'hono/html';
import { layout, refreshScript } from './layout.js';
import { mailPage } from './mail-page.js';
import { mailboxPage } from './mailbox-page.js';
import { overviewPage } from './overview-page.js';
import { postPage, timelinePage } from './post-page.js';

/** The pages people look at. */
export function createPages(sandbox: Sandbox): Hono<Bindings> {
  const { store } = sandbox;
  const app = new Hono<Bindings>();
  app.get('/', (context) => context.html(overviewPage(sandbox)));
  app.get('/mail', (context) => context.html(mailPage(store.state.mails)));
  app.get('/mailbox', (context) => context.html(mailboxPage(store.state.mailbox)));
  app.get('/x/:handle', (context) => {
    const handle = context.req.param('handle');
    const posts = store.state.posts.filter(({ author }) => author.username === handle);
    // Whoever posted exists; the stand-in knows nobody else before.
    return posts.length > 0 || handle === ownAccount.username
      ? context.html(timelinePage(handle, posts))
      : context.html(missing('This account does not exist.'), 404);
  });
  app.get('/x/:handle/status/:id', (context) => {
    // As on X, the id alone names the post, whatever the address says of its author.
    const post = store.state.posts.find(({ id }) => id === context.req.param('id'));
    return post ? context.html(postPage(post)) : context.html(missing('This post does not exist or was deleted.'), 404);
  });
  app.get('/_assets/refresh.js', (context) =>
    context.body(refreshScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  return app;
}

const missing = (message: string) => layout({ title: 'Not found', content: html`<p class="card">${message}</p>` });
