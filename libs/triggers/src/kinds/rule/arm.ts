import type { KindOfTrigger } from '../../kind.js';
import type { RuleTrigger } from './schema.js';

export const arm: KindOfTrigger<RuleTrigger>['arm'] = () => ({ type: 'callee' });
