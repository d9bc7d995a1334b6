import type { Html, Page } from '@jarvis/stand-in-kit';
import { html } from 'hono/html';
import type { Letter } from '../mailbox/letters.js';
import { LINKS } from './links.js';

/** What Jarvis wrote to its own people, newest first. */
export function mailboxPage(letters: readonly Letter[]): Page {
  const content =
    letters.length > 0
      ? html`<h1>Mails to the people of Jarvis</h1>
          ${letters.map(letterCard)}`
      : html`<p class="card soft">
          No mails yet. They appear here as soon as Jarvis has something to tell its people: an approval waits, a run
          failed.
        </p>`;
  return { title: 'Mailbox', active: LINKS.mailbox.href, content };
}

function letterCard({ messageId, from, to, subject, text, html: body, receivedAt, copies }: Letter): Html {
  const when = new Date(receivedAt).toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return html`<article class="card" data-message-id="${messageId}">
    <h2>${subject}</h2>
    <dl class="mail-head">
      <dt>From</dt>
      <dd>${from}</dd>
      <dt>To</dt>
      <dd>${to.join(', ')}</dd>
      <dt>Arrived</dt>
      <dd>
        <time datetime="${receivedAt}">${when} UTC</time
        >${copies > 1 ? html`, ${copies} times (the same Message-ID)` : ''}
      </dd>
    </dl>
    ${
      body === undefined
        ? html`<pre class="mail-text">${text}</pre>`
        : html`<iframe
              class="letter"
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              srcdoc="${`<base target="_blank">${body}`}"
              title="${subject}"
            ></iframe>
            <details>
              <summary>As text</summary>
              <pre class="mail-text">${text}</pre>
            </details>`
    }
  </article>`;
}
