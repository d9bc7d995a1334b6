import { Injectable } from '@nestjs/common';
import type { Channel, DeliveryOutcome } from '../channel.js';

/** The bell in the admin: the row itself is what is shown, so there is nothing to send. */
@Injectable()
export class InAppChannel implements Channel {
  readonly name = 'in-app';

  available(): boolean {
    return true;
  }

  deliver(): Promise<DeliveryOutcome> {
    return Promise.resolve({ type: 'sent' });
  }
}
