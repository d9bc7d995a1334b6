import type { KindOfTrigger } from '../../kind.js';
import type { EmailTrigger } from './schema.js';

export const arm: KindOfTrigger<EmailTrigger>['arm'] = () => ({ type: 'mailbox' });
