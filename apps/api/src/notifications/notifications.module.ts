import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { RelayModule } from '../relay/relay.module.js';
import { AnnouncementsQueries } from './announcements.queries.js';
import { Channels } from './channels/channels.js';
import { InAppChannel } from './channels/in-app/in-app.channel.js';
import { MailChannel } from './channels/mail/mail.channel.js';
import { DeliveriesQueries } from './deliveries.queries.js';
import { NotificationMaker } from './notification-maker.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsQueries } from './notifications.queries.js';
import { NotificationsService } from './notifications.service.js';
import { NotifierService } from './notifier.service.js';
import { Postman } from './postman.js';
import { PreferencesService } from './preferences.service.js';

/** Who is told what, by which channel. */
@Module({
  imports: [ApprovalsModule, RelayModule],
  controllers: [NotificationsController],
  providers: [
    AnnouncementsQueries,
    Channels,
    DeliveriesQueries,
    InAppChannel,
    MailChannel,
    NotificationMaker,
    NotificationsQueries,
    NotificationsService,
    NotifierService,
    Postman,
    PreferencesService,
  ],
  exports: [MailChannel],
})
export class NotificationsModule {}
