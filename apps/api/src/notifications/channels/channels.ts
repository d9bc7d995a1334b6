import { Injectable } from '@nestjs/common';
import type { NotificationChannel } from '@jarvis/database';
import type { Channel } from './channel.js';
import { InAppChannel } from './in-app/in-app.channel.js';
import { MailChannel } from './mail/mail.channel.js';

/** Every way to tell people something. */
@Injectable()
export class Channels {
  private readonly byName: Readonly<Record<NotificationChannel, Channel>>;

  constructor(inApp: InAppChannel, mail: MailChannel) {
    this.byName = { 'in-app': inApp, mail } satisfies Record<NotificationChannel, Channel>;
  }

  of(name: NotificationChannel): Channel {
    return this.byName[name];
  }

  /** Those this installation has. */
  available(): NotificationChannel[] {
    return Object.values(this.byName)
      .filter((channel) => channel.available())
      .map(({ name }) => name);
  }
}
