import { searchEmailsAction } from './actions/search-emails.action.js';
import { sendEmailAction } from './actions/send-email.action.js';
import { gmailAuth } from './auth.js';
import { checkHealth } from './check-health.js';
import { google } from './platform.js';
import { newEmailTrigger } from './triggers/new-email.trigger.js';

/** Gmail, API v1. */
export const gmail = google.defineConnector({
  description: 'Send and search e-mails.',
  category: 'email',
  icon: {
    path: 'M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm18 3-8.97 5.7a2 2 0 0 1-2.06 0L2 7',
    drawn: 'line',
  },
  accountWords: { one: 'mailbox', example: 'team@acme.io' },
  capabilities: ['Send e-mails', 'Search the mailbox', 'Start rules when mail arrives'],
  auth: [gmailAuth],
  hosts: ['gmail.googleapis.com', 'oauth2.googleapis.com'],
  actions: [sendEmailAction, searchEmailsAction],
  triggers: [newEmailTrigger],
  doors: [
    { method: 'GET', path: 'emails', action: searchEmailsAction },
    { method: 'POST', path: 'send', action: sendEmailAction },
  ],
  checkHealth,
});
