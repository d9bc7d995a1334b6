import { sourceOfEvent } from '@jarvis/vocabulary';
import type { KindOfTrigger } from '../../kind.js';
import type { EventTrigger } from './schema.js';

export const arm: KindOfTrigger<EventTrigger>['arm'] = ({ name }) => ({
  type: 'listener',
  source: sourceOfEvent(name),
  name,
});
