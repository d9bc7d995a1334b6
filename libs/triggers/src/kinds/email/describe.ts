import type { KindOfTrigger } from '../../kind.js';
import type { EmailTrigger } from './schema.js';

export const describe: KindOfTrigger<EmailTrigger>['describe'] = () => 'When an e-mail comes to its address';
