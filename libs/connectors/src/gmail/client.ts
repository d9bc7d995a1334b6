import type { ConnectorContext } from '@jarvis/connector-kit';
import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { fromGmailError } from './errors.js';
import { google } from './platform.js';

type Users = gmail_v1.Gmail['users'];

/** Calls the Gmail API through googleapis, of which only Gmail is loaded, and only here; maps whatever it throws. */
export async function callGmail<T>(
  context: ConnectorContext,
  call: (users: Users) => Promise<{ data: T }>,
): Promise<T> {
  const { accessToken } = google.credentials(context);
  const { gmail } = await import('googleapis/build/src/apis/gmail/index.js');
  const client = gmail({
    version: 'v1',
    headers: { authorization: `Bearer ${accessToken}` },
    fetchImplementation: context.vendorFetch,
    signal: context.signal,
    // The ledger decides about repeating.
    retry: false,
  });
  try {
    return (await call(client.users)).data;
  } catch (error) {
    throw fromGmailError(error);
  }
}

/** Where a person sees a mail: in Gmail, or in the sandbox's mailbox. */
export function mailUrl(context: ConnectorContext, id: string): string {
  return context.sandboxUrl
    ? new URL(`/mail#${id}`, context.sandboxUrl).href
    : `https://mail.google.com/mail/u/0/#all/${id}`;
}
