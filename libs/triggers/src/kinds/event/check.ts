import { closest } from '@jarvis/issues/suggest';
import { INTERNAL_EVENTS, sourceOfEvent } from '@jarvis/vocabulary';
import type { KindOfTrigger, TriggerFinding } from '../../kind.js';
import type { EventTrigger } from './schema.js';

const familyOf = (name: string) => name.split('.')[0];
const FAMILIES = new Set(INTERNAL_EVENTS.map(familyOf));

export const check: KindOfTrigger<EventTrigger>['check'] = ({ name }) => checkEventName(name, 'name');

/** Names that begin as those of Jarvis do and are none of them are mostly misspelt, but rules may emit them too. */
export function checkEventName(name: string, field: string): TriggerFinding[] {
  if (sourceOfEvent(name) === 'jarvis' || !FAMILIES.has(familyOf(name))) return [];
  const meant = closest(name, INTERNAL_EVENTS);
  return [
    {
      field,
      code: 'unknown-event',
      message: `Jarvis itself has no event “${name}”, so it only comes when a rule emits it.`,
      hint: meant === undefined ? `Those of Jarvis are ${INTERNAL_EVENTS.join(', ')}.` : `Did you mean “${meant}”?`,
    },
  ];
}
