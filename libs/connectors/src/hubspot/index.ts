import { createContactAction } from './actions/create-contact.action.js';
import { createDealAction } from './actions/create-deal.action.js';
import { createNoteAction } from './actions/create-note.action.js';
import { getContactAction } from './actions/get-contact.action.js';
import { listContactsAction } from './actions/list-contacts.action.js';
import { listDealsAction } from './actions/list-deals.action.js';
import { listOwnersAction } from './actions/list-owners.action.js';
import { searchContactsAction } from './actions/search-contacts.action.js';
import { searchDealsAction } from './actions/search-deals.action.js';
import { updateContactAction } from './actions/update-contact.action.js';
import { updateDealAction } from './actions/update-deal.action.js';
import { upsertContactAction } from './actions/upsert-contact.action.js';
import { hubspotAuth } from './auth.js';
import { checkHealth } from './check-health.js';
import { hubspotHook } from './hook.js';
import { hub } from './platform.js';
import { contactCreatedTrigger } from './triggers/contact-created.trigger.js';
import { dealChangedTrigger } from './triggers/deal-changed.trigger.js';

/** HubSpot CRM, API v3. */
export const hubspot = hub.defineConnector({
  description: 'Read and write contacts, deals and notes.',
  category: 'crm',
  icon: {
    path: 'M14 16a4 4 0 1 0 8 0 4 4 0 1 0-8 0m4-4V8m-2 0a2 2 0 1 0 4 0 2 2 0 1 0-4 0M4 5a2 2 0 1 0 4 0 2 2 0 1 0-4 0m3.6 1.3 7.4 7M9 21a1.5 1.5 0 1 0 0-.01m1.3-1.2 4.2-1.6',
    drawn: 'line',
  },
  accountWords: { one: 'account', example: 'Acme’s HubSpot' },
  capabilities: [
    'Find, create and update contacts',
    'Find, create and update deals',
    'Write notes',
    'Start rules when contacts or deals change',
  ],
  auth: hubspotAuth,
  hosts: ['api.hubapi.com'],
  actions: [
    listContactsAction,
    searchContactsAction,
    getContactAction,
    createContactAction,
    updateContactAction,
    upsertContactAction,
    listDealsAction,
    searchDealsAction,
    createDealAction,
    updateDealAction,
    createNoteAction,
    listOwnersAction,
  ],
  triggers: [contactCreatedTrigger, dealChangedTrigger],
  hook: hubspotHook,
  doors: [
    { method: 'GET', path: 'contacts', action: listContactsAction },
    { method: 'GET', path: 'contacts/:id', action: getContactAction },
    { method: 'POST', path: 'contacts', action: createContactAction },
    { method: 'PATCH', path: 'contacts/:id', action: updateContactAction },
    { method: 'GET', path: 'deals', action: listDealsAction },
    { method: 'POST', path: 'deals', action: createDealAction },
    { method: 'PATCH', path: 'deals/:id', action: updateDealAction },
  ],
  checkHealth,
});
