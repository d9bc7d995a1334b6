import type { Bindings, Html, StandIn } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { mailsOf, type Mail } from './mails.js';

const link = { href: '/mail', label: 'Mail' };

/** The mails sent, newest first; `/mail#<id>` goes to one of them. */
export const pages: NonNullable<StandIn['pages']> = {
  link,
  open({ store, frame }) {
    const mails = mailsOf(store);
    const app = new Hono<Bindings>();
    app.get(link.href, (context) =>
      context.html(frame({ title: 'Mail', active: link.href, content: list(mails.value) })),
    );
    return { app, summary: () => ({ count: mails.value.length, label: 'mails sent', href: link.href }) };
  },
};

function list(mails: readonly Mail[]): Html {
  if (mails.length === 0)
    return html`<p class="card soft">No mails yet. They appear here as soon as a rule sends one.</p>`;
  return html`<h1>Sent</h1>
    ${mails.map(mailCard)}`;
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
