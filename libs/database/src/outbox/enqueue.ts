import type { JsonObject } from '@jarvis/plan';
import type { Queryable } from '../queryable.js';
import type { OutboxTopic } from '../entities/values.js';
import { toJsonb } from '../ledger/jsonb.js';

/** Wakes the relays of every API process as soon as the transaction commits. */
export const OUTBOX_CHANNEL = 'jarvis_outbox';

export interface NewOutboxMessage {
  observatoryId: string;
  topic: OutboxTopic;
  /** Asking twice under one key asks once. */
  key: string;
  payload: JsonObject;
}

/** Tells Temporal something as part of the current transaction; the relay delivers it at least once. */
export async function enqueue(manager: Queryable, message: NewOutboxMessage): Promise<void> {
  await manager.query(
    `with added as (
       insert into outbox (observatory_id, topic, key, payload) values ($1, $2, $3, $4)
       on conflict (key) do nothing returning id)
     select pg_notify('${OUTBOX_CHANNEL}', '') from added`,
    [message.observatoryId, message.topic, message.key, toJsonb(message.payload)],
  );
}
