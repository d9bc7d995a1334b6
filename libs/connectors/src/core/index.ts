import { defineConnector } from '@jarvis/connector-kit';
import { logAction } from './actions/log.action.js';
import { transformAction } from './actions/transform.action.js';

/** What every observatory has without connecting anything. */
export const core = defineConnector({
  platform: 'core',
  title: 'Jarvis',
  description: 'Built-in steps: write to the activity feed, compute values.',
  category: 'core',
  auth: { kind: 'none' },
  hosts: [],
  actions: [logAction, transformAction],
  checkHealth: async () => ({ status: 'healthy', message: 'Built in.' }),
});
