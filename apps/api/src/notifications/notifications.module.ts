import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { RelayModule } from '../relay/relay.module.js';
import { AnnouncementsRepository } from './announcements.repository.js';
import { Channels } from './channels/channels.js';
import { InAppChannel } from './channels/in-app/in-app.channel.js';
import { MailChannel } from './channels/mail/mail.channel.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { NotificationMaker } from './notification-maker.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';
import { NotifierService } from './notifier.service.js';
import { Postman } from './postman.js';
import { PreferencesService } from './preferences.service.js';

/** Who is told what, by which channel. */
@Module({
  imports: [ApprovalsModule, RelayModule],
  controllers: [NotificationsController],
  providers: [
    AnnouncementsRepository,
    Channels,
    DeliveriesRepository,
    InAppChannel,
    MailChannel,
    NotificationMaker,
    NotificationsRepository,
    NotificationsService,
    NotifierService,
    Postman,
    PreferencesService,
  ],
  exports: [MailChannel],
})
export class NotificationsModule {}
