import { parseDuration } from '@jarvis/steps/language';
import type { KindOfTrigger } from '../../kind.js';
import { STANDARD_PATIENCE, type WebhookTrigger } from './schema.js';

export const arm: KindOfTrigger<WebhookTrigger>['arm'] = ({ signature, with: settings = {}, answer, within }) => ({
  type: 'endpoint',
  scheme: signature,
  settings,
  answerWithinMs: answer === undefined ? null : (parseDuration(within ?? STANDARD_PATIENCE) ?? null),
});
