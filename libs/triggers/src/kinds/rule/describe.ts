import type { KindOfTrigger } from '../../kind.js';
import type { RuleTrigger } from './schema.js';

export const describe: KindOfTrigger<RuleTrigger>['describe'] = () => 'When another rule calls it';
