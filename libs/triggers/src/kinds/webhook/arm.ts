import type { KindOfTrigger } from '../../kind.js';
import type { WebhookTrigger } from './schema.js';

export const arm: KindOfTrigger<WebhookTrigger>['arm'] = ({ signature, with: settings = {} }) => ({
  type: 'endpoint',
  scheme: signature,
  settings,
});
