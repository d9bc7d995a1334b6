import { html, raw } from 'hono/html';
import { ownAccount } from '../server/accounts.js';
import { styles } from './styles.js';

type Html = ReturnType<typeof html>;

interface Page {
  title: string;
  /** For whoever reads the page without its looks. */
  description?: string;
  active?: 'overview' | 'x' | 'mail' | 'mailbox';
  content: Html;
}

/** One page of the sandbox: same head, navigation and the script that keeps it up to date. */
export function layout({ title, description, active, content }: Page): Html {
  const link = (name: Page['active'], href: string, label: string) =>
    html`<a href="${href}" ${active === name ? raw('aria-current="page"') : ''}>${label}</a>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Sandbox</title>
        ${description === undefined ? '' : html`<meta name="description" content="${description}" />`}
        <style>
          ${raw(styles)}
        </style>
        <script src="/_assets/refresh.js" defer></script>
      </head>
      <body>
        <header>
          <a class="brand" href="/">Sandbox</a>
          <nav>
            ${link('overview', '/', 'Overview')} ${link('x', `/x/${ownAccount.username}`, 'X')}
            ${link('mail', '/mail', 'Mail')} ${link('mailbox', '/mailbox', 'Mailbox')}
          </nav>
          <span class="hint">Stand-ins for the vendors. Nothing here leaves this machine.</span>
        </header>
        <main>${content}</main>
      </body>
    </html>`;
}

/** Fetches the page again and swaps its content when it changed, so that scrolling and selection survive. */
export const refreshScript = `
const refresh = async () => {
  if (document.hidden) return;
  const reply = await fetch(location.href).catch(() => undefined);
  if (!reply) return;
  const next = new DOMParser().parseFromString(await reply.text(), 'text/html').querySelector('main');
  const current = document.querySelector('main');
  if (next && current && next.innerHTML !== current.innerHTML) current.replaceWith(next);
};
setInterval(refresh, 2000);
`;
