import type { KindOfTrigger } from '../../kind.js';
import type { WebhookTrigger } from './schema.js';

export const check: KindOfTrigger<WebhookTrigger>['check'] = () => [];
