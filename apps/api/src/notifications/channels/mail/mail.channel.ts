import { subjectFields } from '@jarvis/connector-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Logger } from '@jarvis/telemetry';
import { createTransport, type Transporter } from 'nodemailer';
import { CONFIG, LOGGER } from '../../../infrastructure/tokens.js';
import type { Channel, Delivery, DeliveryOutcome } from '../channel.js';
import { isRefusedForGood, wordsOf } from './mail-errors.js';
import { renderMail } from './render-mail.js';

/** Together less than a claim lasts: see DeliveriesQueries. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/** How sending went lately. */
export interface MailReport {
  status: 'off' | 'working' | 'failing';
  /** Since when nothing could be sent. */
  failingSince: Date | null;
}

/** Mails by SMTP. */
@Injectable()
export class MailChannel implements Channel {
  readonly name = 'mail';
  private readonly transport: Transporter | undefined;
  private failingSince: Date | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { smtpUrl } = config.mail;
    if (smtpUrl === undefined) return;
    this.transport = createTransport({
      url: smtpUrl,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      // Nothing of a mail is fetched from a path or an address it names.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  available(): boolean {
    return this.transport !== undefined;
  }

  report(): MailReport {
    if (!this.available()) return { status: 'off', failingSince: null };
    return { status: this.failingSince ? 'failing' : 'working', failingSince: this.failingSince };
  }

  async deliver(delivery: Delivery): Promise<DeliveryOutcome> {
    if (!this.transport) return { type: 'retry', error: 'No mail server is set (JARVIS_SMTP_URL).' };
    const { url } = this.config.admin;
    const { subject, ...content } = renderMail(delivery, url);
    const shown = subjectFields(subject);
    try {
      await this.transport.sendMail({
        from: this.config.mail.from,
        to: { name: delivery.person.name, address: delivery.person.email },
        // The same at every attempt: mailboxes that get it twice after a crash can tell.
        messageId: `<${delivery.id}@${new URL(url).hostname}>`,
        // Out-of-office replies have no reader here (RFC 3834).
        ...shown,
        headers: { ...('headers' in shown ? shown.headers : {}), 'Auto-Submitted': 'auto-generated' },
        ...content,
      });
      this.failingSince = null;
      return { type: 'sent' };
    } catch (error) {
      const words = wordsOf(error);
      this.logger.warn({ notificationId: delivery.id, err: error }, 'a mail could not be sent');
      if (isRefusedForGood(error)) return { type: 'failed', error: words };
      this.failingSince ??= new Date();
      return { type: 'retry', error: words };
    }
  }
}
