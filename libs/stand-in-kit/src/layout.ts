import { html, raw } from 'hono/html';
import { styles } from './styles.js';

type Html = ReturnType<typeof html>;

export interface Page {
  title: string;
  /** For whoever reads the page without its looks. */
  description?: string;
  /** Address of the entry of the navigation that it belongs to. */
  active?: string;
  content: Html;
}

export interface Link {
  href: string;
  label: string;
}

/** One page of the sandbox: same head, navigation and the script that keeps it up to date. */
export function layout({ title, description, active, content }: Page, links: readonly Link[]): Html {
  const link = ({ href, label }: Link) =>
    html`<a href="${href}" ${active === href ? raw('aria-current="page"') : ''}>${label}</a>`;
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
          <nav>${links.map(link)}</nav>
          <span class="hint">Stand-ins for the vendors. Nothing here reaches a vendor.</span>
        </header>
        <main>${content}</main>
      </body>
    </html>`;
}

/**
 * Fetches the page again and swaps its content when it changed, so that scrolling and selection survive; not while somebody
 * fills in a form.
 */
export const refreshScript = `
let isTouched = false;
addEventListener('input', () => { isTouched = true; });
const refresh = async () => {
  if (document.hidden || isTouched || document.activeElement?.closest('form')) return;
  const reply = await fetch(location.href).catch(() => undefined);
  if (!reply) return;
  const next = new DOMParser().parseFromString(await reply.text(), 'text/html').querySelector('main');
  const current = document.querySelector('main');
  if (next && current && next.innerHTML !== current.innerHTML) current.replaceWith(next);
};
setInterval(refresh, 2000);
`;
