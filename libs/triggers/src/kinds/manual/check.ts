import type { KindOfTrigger } from '../../kind.js';
import type { ManualTrigger } from './schema.js';

export const check: KindOfTrigger<ManualTrigger>['check'] = () => [];
