import type { KindOfTrigger } from '../../kind.js';
import type { ManualTrigger } from './schema.js';

export const arm: KindOfTrigger<ManualTrigger>['arm'] = () => ({ type: 'nothing' });
