import { html } from 'hono/html';
import type { Fault } from '../server/faults.js';
import type { JournalEntry } from '../server/journal.js';
import type { Sandbox } from '../server/sandbox.js';
import { ownAccount } from '../server/accounts.js';
import { layout } from './layout.js';
import { postCard } from './post-page.js';

type Html = ReturnType<typeof html>;

/** What happened at the stand-ins, and which failures wait for their turn. */
export function overviewPage({ store, journal, faults }: Sandbox): Html {
  const [latest] = store.state.posts;
  const pending = faults.list();
  return layout({
    title: 'Overview',
    active: 'overview',
    content: html`
      <section class="card numbers">
        <div>
          <b>${store.state.posts.length}</b
          ><a href="/x/${latest?.author.username ?? ownAccount.username}">posts on X</a>
        </div>
        <div><b>${store.state.mails.length}</b><a href="/mail">mails sent</a></div>
        <div><b>${store.state.mailbox.length}</b><a href="/mailbox">mails to people</a></div>
        <div>
          <b>${pending.reduce((sum, { count }) => sum + count, 0)}</b><span class="soft">failures ordered</span>
        </div>
      </section>
      ${pending.length > 0 ? faultList(pending) : ''}
      ${
        latest
          ? html`<h2>Latest post</h2>
              ${postCard(latest, true)}`
          : ''
      }
      <section class="card">
        <h2>Latest requests</h2>
        ${requestTable(journal.recent())}
      </section>
    `,
  });
}

function faultList(faults: readonly Fault[]): Html {
  return html`<section class="card warn">
    <h2>Failures ordered</h2>
    ${faults.map(({ platform, kind, count }) => html`<div>${platform}: ${kind} × ${count}</div>`)}
  </section>`;
}

function requestTable(entries: readonly JournalEntry[]): Html {
  if (entries.length === 0) return html`<p class="soft">None since the sandbox started.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th class="time">Time (UTC)</th>
        <th class="platform">Platform</th>
        <th class="method">Method</th>
        <th>Address</th>
      </tr>
    </thead>
    <tbody>
      ${entries.map(
        ({ at, platform, method, url }) =>
          html`<tr>
            <td class="time">${at.slice(11, 19)}</td>
            <td class="platform">${platform}</td>
            <td class="method">${method}</td>
            <td title="${url}">${url.replace('https://', '')}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
