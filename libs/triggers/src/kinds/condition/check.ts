import type { KindOfTrigger } from '../../kind.js';
import type { ConditionTrigger } from './schema.js';

/** Which actions there are, and what they give, is known to the compiler. */
export const check: KindOfTrigger<ConditionTrigger>['check'] = () => [];
