import { emitEventAction } from './actions/emit-event.action.js';
import { logAction } from './actions/log.action.js';
import { runRuleAction } from './actions/run-rule.action.js';
import { transformAction } from './actions/transform.action.js';
import { jarvis } from './platform.js';

/** What every observatory has without connecting anything. */
export const core = jarvis.defineConnector({
  description: 'Built-in steps: write to the activity feed, emit events, run other rules, compute values.',
  category: 'core',
  icon: {
    path: 'M12 8V4H8m-2 4h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2Zm-4 6h2m16 0h2m-7-1v2m-6-2v2',
    drawn: 'line',
  },
  capabilities: ['Write to the activity feed', 'Compute values'],
  auth: [],
  hosts: [],
  actions: [logAction, emitEventAction, runRuleAction, transformAction],
  checkHealth: async () => ({ status: 'healthy', message: 'Built in.' }),
});
