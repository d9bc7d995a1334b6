import type { KindOfTrigger } from '../../kind.js';
import type { RuleTrigger } from './schema.js';

export const check: KindOfTrigger<RuleTrigger>['check'] = () => [];
