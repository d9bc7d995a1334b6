import { html } from 'hono/html';
import type { Mail } from '../server/state.js';
import { layout } from './layout.js';

type Html = ReturnType<typeof html>;

/** The mails sent, newest first; `/mail#<id>` goes to one of them. */
export function mailPage(mails: readonly Mail[]): Html {
  const content =
    mails.length > 0
      ? html`<h1>Sent</h1>
          ${mails.map(mailCard)}`
      : html`<p class="card soft">No mails yet. They appear here as soon as a rule sends one.</p>`;
  return layout({ title: 'Mail', active: 'mail', content });
}

function mailCard(mail: Mail): Html {
  const when = new Date(mail.receivedAt).toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return html`<article class="card" id="${mail.id}">
    <h2>${mail.subject}</h2>
    <dl class="mail-head">
      <dt>From</dt>
      <dd>${mail.account}</dd>
      <dt>To</dt>
      <dd>${mail.to.join(', ')}</dd>
      ${
        mail.cc.length > 0
          ? html`<dt>Cc</dt>
              <dd>${mail.cc.join(', ')}</dd>`
          : ''
      }
      <dt>Sent</dt>
      <dd><time datetime="${mail.receivedAt}">${when} UTC</time></dd>
    </dl>
    ${mail.html ? html`<iframe sandbox="" srcdoc="${mail.html}" title="${mail.subject}"></iframe>` : html`<pre class="mail-text">${mail.text}</pre>`}
  </article>`;
}
