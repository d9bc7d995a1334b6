import { defineConnector } from '@jarvis/connector-kit';
import { searchEmailsAction } from './actions/search-emails.action.js';
import { sendEmailAction } from './actions/send-email.action.js';
import { gmailAuth } from './auth.js';
import { checkHealth } from './check-health.js';

/** Gmail, API v1. */
export const gmail = defineConnector({
  platform: 'gmail',
  title: 'Gmail',
  description: 'Send and search e-mails.',
  category: 'email',
  auth: gmailAuth,
  hosts: ['gmail.googleapis.com', 'oauth2.googleapis.com'],
  actions: [sendEmailAction, searchEmailsAction],
  checkHealth,
});
