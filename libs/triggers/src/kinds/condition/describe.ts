import { describeDuration } from '@jarvis/steps/language';
import type { KindOfTrigger } from '../../kind.js';
import type { ConditionTrigger } from './schema.js';
import { watchedBy } from './watched.js';

export const describe: KindOfTrigger<ConditionTrigger>['describe'] = (trigger) => {
  const { side, line, forMs, value } = watchedBy(trigger);
  const number = value.replace(/^\$\{\{\s*(?:output\.)?/, '').replace(/\s*\}\}$/, '');
  const holds = forMs > 0 ? ` for ${describeDuration(forMs)}` : '';
  return `When ${number} of ${trigger.uses} is ${side} ${line.toString()}${holds}`;
};
