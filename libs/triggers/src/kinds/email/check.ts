import type { KindOfTrigger } from '../../kind.js';
import type { EmailTrigger } from './schema.js';

export const check: KindOfTrigger<EmailTrigger>['check'] = () => [];
