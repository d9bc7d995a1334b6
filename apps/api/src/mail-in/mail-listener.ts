import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Logger } from '@jarvis/telemetry';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { networkOf } from '../http/caller-address.js';
import { MinuteWindows } from '../http/minute-windows.js';
import { CONFIG, LOGGER } from '../infrastructure/tokens.js';
import { AcceptMailService } from './accept-mail.service.js';
import { hangUp, limitConnections } from './limit-connections.js';
import { MailReader, UnreadableMail } from './mail-reader.js';
import { closed, comeAgain, noSuchAddress, SmtpRefusal, tooLarge, tooMany, unreadable } from './smtp-refusal.js';

const MAX_MAIL_BYTES = 10 * 1024 * 1024;
/** Who sends more than this is cut off; who sends less hears at the end that it was too much. */
const CUT_OFF_BYTES = 2 * MAX_MAIL_BYTES;
/** Connections at a time; each may hold a mail in memory. */
const MAX_CLIENTS = 20;
const IDLE_MS = 60_000;
/** However busy a connection is. */
const LIFE_MS = 5 * 60_000;
/** In a minute: mails and questions of one sender's network, and mails to one rule. */
const MAX_OF_NETWORK = 120;
const MAX_OF_RULE = 60;
const MAX_RECIPIENTS = 10;

/**
 * Takes mails to the addresses of rules, and no others: nothing is passed on and nothing is sent back. A mail is refused
 * while it is being delivered, never afterwards, so nobody is told of a mail they did not send.
 */
@Injectable()
export class MailListener implements BeforeApplicationShutdown {
  private readonly windows = new MinuteWindows();
  private server: SMTPServer | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly mails: AcceptMailService,
    private readonly reader: MailReader,
  ) {}

  /** Listens, where a domain is set. @returns the port; undefined where it is off */
  async listen(): Promise<number | undefined> {
    const { mailIn, mode } = this.config;
    if (!mailIn) return undefined;
    const { tls } = mailIn;
    const server = new SMTPServer({
      name: mailIn.domain,
      banner: 'Jarvis',
      size: MAX_MAIL_BYTES,
      maxClients: MAX_CLIENTS,
      socketTimeout: IDLE_MS,
      closeTimeout: 2_000,
      disableReverseLookup: true,
      authOptional: true,
      disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
      ...(tls
        ? { cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath), minVersion: 'TLSv1.2' as const }
        : {}),
      logger: false,
      ...limitConnections(() => this.server, { ofNetwork: mailIn.connections, lifeMs: LIFE_MS }),
      onRcptTo: (address, session, callback) => answer(this.checkRecipient(address, session), callback),
      onData: (stream, session, callback) => answer(this.take(stream, session), callback),
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(mailIn.port, mode === 'production' ? '0.0.0.0' : '127.0.0.1', resolve);
    });
    // A client that breaks off is its own business.
    server.on('error', () => undefined);
    return (server.server.address() as AddressInfo).port;
  }

  /** Mails that are being delivered are still answered. */
  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private async checkRecipient({ address }: SMTPServerAddress, session: SMTPServerSession): Promise<void> {
    this.count(`from ${networkOf(session.remoteAddress)}`, MAX_OF_NETWORK);
    if (session.envelope.rcptTo.length >= MAX_RECIPIENTS) throw tooMany();
    const localPart = this.localPartOf(address);
    const found = localPart === undefined ? 'unknown' : await this.orComeAgain(() => this.mails.look(localPart));
    if (found === 'unknown' || localPart === undefined) throw noSuchAddress();
    if (found === 'closed') throw closed();
    this.count(`to ${localPart}`, MAX_OF_RULE);
  }

  /**
   * 250 means that the runs of all recipients are committed whose rules took mails until now. That one of several has
   * just been switched off is no reason to tell the sender that the mail came to nobody.
   */
  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const raw = await wholeOf(stream, () => hangUp(this.server, session, tooLarge()));
    if (stream.sizeExceeded || raw === undefined) throw tooLarge();
    const mail = await this.orComeAgain(() => this.reader.read(raw));
    const parts = session.envelope.rcptTo.flatMap(({ address }) => this.localPartOf(address) ?? []);
    const outcomes = new Set<string>();
    for (const part of new Set(parts)) outcomes.add(await this.orComeAgain(() => this.mails.accept(part, mail)));
    if (outcomes.has('accepted') || outcomes.has('duplicate')) return;
    throw outcomes.has('disabled') ? closed() : noSuchAddress();
  }

  private localPartOf(address: string): string | undefined {
    const at = address.lastIndexOf('@');
    const [local, domain] = [address.slice(0, at).toLowerCase(), address.slice(at + 1).toLowerCase()];
    return domain === this.config.mailIn?.domain && /^[a-z0-9-]{32,64}$/.test(local) ? local : undefined;
  }

  private count(key: string, most: number): void {
    if (this.windows.hit(key).hits > most) throw tooMany();
  }

  /** Whatever is no fault of the mail ends by itself: its sender tries again. */
  private async orComeAgain<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UnreadableMail) throw unreadable();
      this.logger.warn({ err: error }, 'A mail could not be taken now; its sender was asked to come again.');
      throw comeAgain();
    }
  }
}

/** Reads to the end, unless there is none, and keeps no more than is allowed. @returns undefined when it is more */
async function wholeOf(stream: SMTPServerDataStream, cutOff: () => void): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= MAX_MAIL_BYTES) chunks.push(chunk);
    else chunks.length = 0;
    if (size <= CUT_OFF_BYTES) continue;
    cutOff();
    break;
  }
  return size > MAX_MAIL_BYTES ? undefined : new Uint8Array(Buffer.concat(chunks));
}

function answer(work: Promise<void>, callback: (error?: Error | null) => void): void {
  work.then(
    () => callback(),
    (error: unknown) => callback(error instanceof SmtpRefusal ? error : comeAgain()),
  );
}
