import { ownAccount, type Bindings, type Html, type StandIn } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { recordsOf, TYPES, type Record, type RecordType } from './records.js';

const link = { href: '/hubspot', label: 'HubSpot' };
const TITLES: { readonly [Type in RecordType]: string } = { contacts: 'Contacts', deals: 'Deals', notes: 'Notes' };

/** The CRM's records, newest first; `/hubspot#contacts-101` goes to one of them. */
export const pages: NonNullable<StandIn['pages']> = {
  link,
  open({ store, frame }) {
    const records = recordsOf(store);
    const app = new Hono<Bindings>();
    app.get(link.href, (context) =>
      context.html(frame({ title: 'HubSpot', active: link.href, content: list(records.value.toReversed()) })),
    );
    return { app, summary: () => ({ count: records.value.length, label: 'records in HubSpot', href: link.href }) };
  },
};

function list(records: readonly Record[]): Html {
  if (records.length === 0)
    return html`<p class="card soft">No records yet. They appear here as soon as a rule creates one.</p>`;
  return html`${TYPES.map((type) =>
    section(
      type,
      records.filter((record) => record.type === type),
    ),
  )}`;
}

function section(type: RecordType, records: readonly Record[]): Html {
  return records.length === 0
    ? html``
    : html`<h1>${TITLES[type]}</h1>
        ${records.map(card)}`;
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
  </article>`;
}
