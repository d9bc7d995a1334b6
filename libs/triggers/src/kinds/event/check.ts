import type { KindOfTrigger } from '../../kind.js';
import type { EventTrigger } from './schema.js';

export const check: KindOfTrigger<EventTrigger>['check'] = () => [];
