import type { KindOfTrigger } from '../../kind.js';
import type { ConditionTrigger } from './schema.js';
import { watchedBy } from './watched.js';

export const arm: KindOfTrigger<ConditionTrigger>['arm'] = (trigger) => ({
  type: 'number',
  uses: trigger.uses,
  connection: trigger.connection,
  watched: watchedBy(trigger),
});
