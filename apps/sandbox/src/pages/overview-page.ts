import type { Fault, Html, JournalEntry, Page, Pages, StandInTools } from '@jarvis/stand-in-kit';
import { html } from 'hono/html';
import { LINKS } from './links.js';

/** What happened at the stand-ins, and which failures wait for their turn. */
export function overviewPage(
  { journal, faults }: StandInTools,
  summaries: readonly ReturnType<Pages['summary']>[],
): Page {
  const pending = faults.list();
  return {
    title: 'Overview',
    active: LINKS.overview.href,
    content: html`
      <section class="card numbers">
        ${summaries.map(({ count, label, href }) => html`<div><b>${count}</b><a href="${href}">${label}</a></div>`)}
        <div>
          <b>${pending.reduce((sum, { count }) => sum + count, 0)}</b><span class="soft">failures ordered</span>
        </div>
      </section>
      ${pending.length > 0 ? faultList(pending) : ''}
      ${summaries.map(({ latest }) =>
        latest
          ? html`<h2>Latest post</h2>
              ${latest}`
          : '',
      )}
      <section class="card">
        <h2>Latest requests</h2>
        ${requestTable(journal.recent())}
      </section>
    `,
  };
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
