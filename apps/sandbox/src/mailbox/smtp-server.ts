import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Store } from '@jarvis/stand-in-kit';
import { SMTPServer } from 'smtp-server';
import { lettersOf, withLetter } from './letters.js';
import { readLetter } from './read-letter.js';

const MAX_MAIL_BYTES = 5_000_000;

export interface RunningSmtpServer {
  url: string;
  close(): Promise<void>;
}

/** Takes every mail for everybody on loopback and keeps it for the page Mailbox. Nothing is sent on. */
export async function startSmtpServer({ port, store }: { port: number; store: Store }): Promise<RunningSmtpServer> {
  const letters = lettersOf(store);
  const server = new SMTPServer({
    name: 'sandbox',
    authOptional: true,
    // Whatever account the address names: there is no other side to protect.
    onAuth: ({ username }, _, callback) => callback(null, { user: username }),
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    size: MAX_MAIL_BYTES,
    logger: false,
    onData: (stream, { envelope }, callback) => {
      const recipients = envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then((raw) => readLetter(raw, recipients))
        .then((letter) => {
          letters.value = withLetter(letters.value, letter);
        })
        .then(
          () => callback(),
          (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
        );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A client that breaks off is its own business.
  server.on('error', () => undefined);
  const { port: taken } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${taken}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
