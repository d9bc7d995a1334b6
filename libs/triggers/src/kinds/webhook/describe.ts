import { SCHEME_DISPLAYS } from '@jarvis/webhook-schemes/display';
import type { KindOfTrigger } from '../../kind.js';
import type { WebhookTrigger } from './schema.js';

export const describe: KindOfTrigger<WebhookTrigger>['describe'] = ({ signature }) =>
  SCHEME_DISPLAYS[signature].trigger;
