import type { NotificationChannel, NotificationKind } from '@jarvis/database';
import type { Notice } from '../notice.js';

/** One notice for one person, ready to go. */
export interface Delivery {
  /** Id of the notification: the same at every attempt. */
  id: string;
  kind: NotificationKind;
  observatory: string;
  person: { name: string; email: string };
  notice: Notice;
}

export type DeliveryOutcome =
  | { type: 'sent' }
  /** Worth another try. */
  | { type: 'retry'; error: string }
  /** It would be refused again, however often it is tried. */
  | { type: 'failed'; error: string };

/** A way to tell people something. */
export interface Channel {
  readonly name: NotificationChannel;
  /** Whether this installation has it. Nothing is made for one that it has not. */
  available(): boolean;
  deliver(delivery: Delivery): Promise<DeliveryOutcome>;
}
