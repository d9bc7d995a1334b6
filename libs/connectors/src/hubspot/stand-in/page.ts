import { ownAccount, type Html } from '@jarvis/stand-in-kit';
import { html } from 'hono/html';
import { STAGES, type Record, type RecordType } from './records.js';
import type { App, Delivery } from './webhooks.js';

interface Shown {
  /** Newest first. */
  records: readonly Record[];
  app: App;
  deliveries: readonly Delivery[];
  /** Why what a form asked for was not done. */
  problem: string | undefined;
}

export function page({ records, app, deliveries, problem }: Shown): Html {
  const cards = (type: RecordType) => records.filter((record) => record.type === type).map(card);
  return html`${problem === undefined ? '' : html`<p class="card warn" role="alert">${problem}</p>`}
    <h1>Deals</h1>
    ${dealForm}${cards('deals')}
    <h1>Contacts</h1>
    ${contactForm}${cards('contacts')}
    ${records.some(({ type }) => type === 'notes') ? html`<h1>Notes</h1>` : ''}${cards('notes')}
    <h1>Webhooks</h1>
    ${appForm(app)}${deliveryList(deliveries)}`;
}

const contactForm = html`<form class="card fields" method="post" action="/hubspot/contacts">
  <label>E-mail <input name="email" type="email" value="ann@example.com" required /></label>
  <label>First name <input name="firstname" value="Ann" /></label>
  <label>Last name <input name="lastname" value="Example" /></label>
  <button>Make a contact</button>
</form>`;

const dealForm = html`<form class="card fields" method="post" action="/hubspot/deals">
  <label>Name <input name="dealname" value="New windows" required /></label>
  ${stageAndAmount({ dealstage: 'appointmentscheduled', amount: '1200' })}
  <button>Make a deal</button>
</form>`;

function stageAndAmount({ dealstage = '', amount = '' }: Record['properties']): Html {
  return html`<label
      >Stage
      <select name="dealstage">
        ${Object.entries(STAGES).map(
          ([name, title]) => html`<option value="${name}" ${name === dealstage ? 'selected' : ''}>${title}</option>`,
        )}
      </select></label
    >
    <label>Amount <input name="amount" inputmode="decimal" value="${amount}" /></label>`;
}

function appForm({ targetUrl, clientSecret }: App): Html {
  return html`<form class="card fields" id="app" method="post" action="/hubspot/app">
    <p class="soft">
      An app is told of new contacts, new deals and changed deals, in batches that are signed with its client secret.
    </p>
    <label class="wide">Target address <input name="targetUrl" type="url" value="${targetUrl}" /></label>
    <label>Client secret <input name="clientSecret" value="${clientSecret}" required /></label>
    <button>Save</button>
  </form>`;
}

function deliveryList(deliveries: readonly Delivery[]): Html {
  if (deliveries.length === 0) return html`<p class="card soft">Nothing was sent yet.</p>`;
  return html`<section class="card">
    <h2>Latest deliveries</h2>
    <table>
      <thead>
        <tr>
          <th class="time">Time (UTC)</th>
          <th class="time">Answer</th>
          <th>Events</th>
        </tr>
      </thead>
      <tbody>
        ${deliveries.map(({ at, events, attempt, result }) => {
          const names = events.join(', ');
          return html`<tr>
            <td class="time">${at.slice(11, 19)}</td>
            <td class="time ${result.startsWith('2') ? '' : 'warn'}">${result}</td>
            <td title="${names}">
              ${attempt === 0 ? '' : html`<span class="soft">again (${attempt})</span> `}${names}
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}

function card({ id, type, account, properties, associations }: Record): Html {
  const { email, firstname = '', lastname = '', dealname, hs_note_body: note } = properties;
  const title = dealname ?? note ?? (`${firstname} ${lastname}`.trim() || email || id);
  const rest = Object.entries(properties).filter(([, value]) => value !== title);
  return html`<article class="card" id="${type}-${id}">
    <h2>${title}</h2>
    <dl class="mail-head">
      <dt>Id</dt>
      <dd>${id}${account === ownAccount.id ? '' : html` <span class="soft">of another account</span>`}</dd>
      ${rest.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
      ${associations.map(
        ({ to }) =>
          html`<dt>belongs to</dt>
            <dd>${to}</dd>`,
      )}
    </dl>
    ${
      type === 'deals'
        ? html`<form class="fields" method="post" action="/hubspot/deals/${id}">
            ${stageAndAmount(properties)}
            <button class="plain">Change</button>
          </form>`
        : ''
    }
  </article>`;
}
