import type { KindOfTrigger } from '../../kind.js';
import type { ManualTrigger } from './schema.js';

export const describe: KindOfTrigger<ManualTrigger>['describe'] = () => 'When someone starts it';
