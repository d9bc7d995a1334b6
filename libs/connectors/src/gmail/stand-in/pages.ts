import type { Bindings, Html, StandIn } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { arrive, ArrivingMail } from './arrive.js';
import { isSent, mailsOf, type Mail } from './mails.js';

const link = { href: '/mail', label: 'Mail' };

/** The mails sent and arrived, newest first; `/mail#<id>` goes to one of them. A form lets one arrive. */
export const pages: NonNullable<StandIn['pages']> = {
  link,
  open({ store, frame }) {
    const mails = mailsOf(store);
    const app = new Hono<Bindings>();
    app.get(link.href, (context) =>
      context.html(frame({ title: 'Mail', active: link.href, content: content(mails.value) })),
    );
    app.post(link.href, async (context) => {
      const given = ArrivingMail.safeParse(await context.req.parseBody());
      if (!given.success) return context.text('A mail that arrives needs a sender.', 400);
      return context.redirect(`${link.href}#${arrive(mails, given.data).id}`, 303);
    });
    return {
      app,
      summary: () => ({ count: mails.value.filter(isSent).length, label: 'mails sent', href: link.href }),
    };
  },
};

function content(mails: readonly Mail[]): Html {
  const [sent, arrived] = [mails.filter(isSent), mails.filter((mail) => !isSent(mail))];
  return html`${
      sent.length === 0
        ? html`<p class="card soft">No mails yet. They appear here as soon as a rule sends one.</p>`
        : html`<h1>Sent</h1>
            ${sent.map(mailCard)}`
    }
    <h1>Inbox</h1>
    ${arrivalForm} ${arrived.map(mailCard)}`;
}

const arrivalForm = html`<form class="card fields" method="post" action="${link.href}">
  <label>From <input name="from" value="Ann Example <ann@example.com>" required /></label>
  <label>Subject <input name="subject" value="A question about my order" /></label>
  <label class="wide">Text <input name="text" value="Hello, where is it?" /></label>
  <button>Let it arrive</button>
</form>`;

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
      <dd>${isSent(mail) ? mail.account : mail.from}</dd>
      <dt>To</dt>
      <dd>${mail.to.join(', ')}</dd>
      ${
        mail.cc.length > 0
          ? html`<dt>Cc</dt>
              <dd>${mail.cc.join(', ')}</dd>`
          : ''
      }
      <dt>${isSent(mail) ? 'Sent' : 'Arrived'}</dt>
      <dd><time datetime="${mail.receivedAt}">${when} UTC</time></dd>
    </dl>
    ${mail.html ? html`<iframe sandbox="" srcdoc="${mail.html}" title="${mail.subject}"></iframe>` : html`<pre class="mail-text">${mail.text}</pre>`}
  </article>`;
}
