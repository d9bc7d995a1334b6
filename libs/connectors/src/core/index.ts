import { defineConnector } from '@jarvis/connector-kit';
import { emitEventAction } from './actions/emit-event.action.js';
import { logAction } from './actions/log.action.js';
import { runRuleAction } from './actions/run-rule.action.js';
import { transformAction } from './actions/transform.action.js';

/** What every observatory has without connecting anything. */
export const core = defineConnector({
  platform: 'core',
  title: 'Jarvis',
  description: 'Built-in steps: write to the activity feed, emit events, run other rules, compute values.',
  category: 'core',
  auth: { kind: 'none' },
  hosts: [],
  actions: [logAction, emitEventAction, runRuleAction, transformAction],
  checkHealth: async () => ({ status: 'healthy', message: 'Built in.' }),
});
