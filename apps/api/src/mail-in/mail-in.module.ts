import { Module } from '@nestjs/common';
import { RelayModule } from '../relay/relay.module.js';
import { AcceptMailService } from './accept-mail.service.js';
import { MailListener } from './mail-listener.js';
import { MailReader } from './mail-reader.js';

/** Mails to the addresses of rules, over SMTP. */
@Module({
  imports: [RelayModule],
  providers: [AcceptMailService, MailListener, MailReader],
})
export class MailInModule {}
