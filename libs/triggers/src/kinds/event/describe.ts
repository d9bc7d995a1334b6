import type { InternalEvent } from '@jarvis/vocabulary';
import type { KindOfTrigger } from '../../kind.js';
import type { EventTrigger } from './schema.js';

const WORDS: Readonly<Record<InternalEvent, string>> = {
  'run.failed': 'When a run fails',
  'approval.expired': 'When nobody answers an approval in time',
  'connection.broken': 'When a connection breaks',
};

export const describe: KindOfTrigger<EventTrigger>['describe'] = ({ name }) =>
  (WORDS as Readonly<Record<string, string>>)[name] ?? `When a rule emits “${name}”`;
