import type { OnError } from '@jarvis/vocabulary';
import type { FormField } from './form-base.js';

const ON_ERROR = {
  fail: 'The run fails',
  continue: 'Go on; later steps can look at the error',
} satisfies Record<OnError, string>;

/** Of every step. */
export const SETTINGS: readonly FormField[] = [
  { label: 'Only if', path: ['if'], mode: 'condition', half: true },
  { label: 'If it fails', path: ['onError'], mode: 'failure', half: true, options: ON_ERROR },
];

/** Of steps that are carried out by an activity. */
export const ACTIVITY_SETTINGS: readonly FormField[] = [
  ...SETTINGS,
  { label: 'Time for one attempt', path: ['timeout'], half: true, placeholder: 'What the action needs' },
  { label: 'Attempts', path: ['retry', 'attempts'], half: true, placeholder: 'The default' },
  { label: 'Pause before the second', path: ['retry', 'initial'], half: true, placeholder: '1s' },
  { label: 'Longest pause', path: ['retry', 'max'], half: true, placeholder: '1m' },
];
