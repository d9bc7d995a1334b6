import type { LiveEvent, LiveEventType } from '@jarvis/contracts';
import type { EntityManager } from 'typeorm';

/** What an event of this type says. */
export type LiveData<Type extends LiveEventType> = Extract<LiveEvent, { type: Type }>['data'];

/**
 * Reads the rows behind an event in the observatory's transaction, as the event carries them: what a list shows, never
 * inputs, outputs or credentials. A row that is gone is left out.
 */
export type LiveSource<Data> = (manager: EntityManager, ids: string[]) => Promise<Data[]>;
