import { ConnectorError, type ConnectorContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callGmail, mailUrl } from '../client.js';
import { google } from '../platform.js';

const Settings = z.strictObject({
  query: z.string().max(1_000).optional().meta({
    title: 'Search',
    description: 'Only mails that this search of Gmail finds, such as from:ann@example.com has:attachment.',
  }),
  folder: z.enum(['inbox', 'all']).default('inbox').meta({
    title: 'Where',
    description: 'The inbox, or all mail that arrives, whatever filters do with it; a search can name a label.',
  }),
});
const Event = z.object({
  id: z.string(),
  threadId: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  snippet: z.string(),
  date: z.string().meta({ description: 'When Google took it, ISO 8601.' }),
  labels: z.array(z.string()),
  url: z.string(),
});
const Cursor = z.object({
  /** Unix seconds; what Google took before is done with. */
  after: z.int(),
  /** Mails since then that are known. */
  seen: z.array(z.string()),
});
type Settings = z.infer<typeof Settings>;
type Event = z.infer<typeof Event>;

const List = z.object({
  messages: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});
const Message = z.object({
  id: z.string(),
  threadId: z.string(),
  snippet: z.string().default(''),
  labelIds: z.array(z.string()).default([]),
  internalDate: z.string().regex(/^\d+$/),
  payload: z.object({ headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]) }),
});

/** The search shows a mail some time after Google has taken it. */
const LAG_SECONDS = 3_600;
/** The same by our clock, which may differ from Google's. */
const QUIET_SECONDS = 24 * 3_600;
/** Read at a time: one request each. */
const MAILS = 20;
const IDS_OF_A_PAGE = 500;

/**
 * Mails that arrive. `GET …/messages?q=` since some time before the newest mail that is known, and
 * `GET …/messages/{id}?format=metadata` for each new one; scope gmail.readonly.
 *
 * The history of a mailbox knows no search, ends after a week or sooner with a 404, and so would need this way beside it.
 * Source: https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.history/list
 */
export const newEmailTrigger = google.defineTrigger({
  id: 'new-email',
  title: 'A new e-mail arrives',
  description: 'Starts for each mail that arrives in the mailbox, or for those that a search finds.',
  settings: Settings,
  event: Event,
  sample: () => ({
    id: '18c2f0a1b2c3d4e5',
    threadId: '18c2f0a1b2c3d4e5',
    from: 'Ann Example <ann@example.com>',
    to: 'team@acme.io',
    subject: 'A question about my order',
    snippet: 'Hello, I ordered last week and have not heard from you since.',
    date: '2026-11-26T09:30:00.000Z',
    labels: ['INBOX', 'UNREAD'],
    url: 'https://mail.google.com/mail/u/0/#all/18c2f0a1b2c3d4e5',
  }),
  describe: ({ query, folder }) =>
    `When a new e-mail arrives${folder === 'inbox' ? '' : ' anywhere'}${query ? ` that “${query}” finds` : ''}`,
  dedupeKey: ({ id }) => id,
  summary: ({ from, subject }) => `${subject || '(no subject)'} from ${from}`,
  poll: {
    everyMs: 30_000,
    cursor: Cursor,
    async begin(settings, context) {
      const after = Math.floor(Date.now() / 1_000) - LAG_SECONDS;
      return { after, seen: await listIds(context, settings, after) };
    },
    async fetch({ settings, cursor: { after, seen } }, context) {
      const known = new Set(seen);
      const now = Math.floor(Date.now() / 1_000);
      const listed = await listIds(context, settings, after);
      const fresh = listed.filter((id) => !known.has(id));
      const read = fresh.slice(0, MAILS);
      const events: Event[] = [];
      for (const id of read) {
        known.add(id);
        const event = await readMail(context, id);
        if (event) events.push(event);
      }
      const newest = Math.max(0, ...events.map(({ date }) => Math.floor(Date.parse(date) / 1_000)));
      const more = fresh.length > read.length;
      return {
        events,
        cursor: {
          // Where nothing comes the place moves on too: a rule that is given another search goes on from there, and what
          // came long ago is no news to it.
          after: Math.max(after, newest - LAG_SECONDS, more ? 0 : now - QUIET_SECONDS),
          // A mail that is in the list of the mails since then stays known; what is no longer listed needs no place.
          seen: listed.filter((id) => known.has(id)),
        },
        more,
      };
    },
  },
});

/** Ids of all mails that fit, oldest first. */
async function listIds(context: ConnectorContext, { query, folder }: Settings, after: number): Promise<string[]> {
  const place = folder === 'inbox' ? 'in:inbox' : '-in:sent -in:drafts';
  const q = `${query?.trim() ? `(${query.trim()}) ` : ''}${place} after:${after}`;
  const ids: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = pageToken === undefined ? {} : { pageToken };
    const reply: unknown = await callGmail(context, (users) =>
      users.messages.list({ userId: 'me', q, maxResults: IDS_OF_A_PAGE, ...page }),
    );
    const { messages, nextPageToken } = google.parseReply(List, reply, 'the search');
    ids.push(...messages.map(({ id }) => id));
    pageToken = nextPageToken;
  } while (pageToken !== undefined);
  return ids.reverse();
}

/** Undefined for one that was deleted for good since it was listed. */
async function readMail(context: ConnectorContext, id: string): Promise<Event | undefined> {
  const reply: unknown = await callGmail(context, (users) =>
    users.messages.get({
      userId: 'me',
      id,
      format: 'metadata',
      metadataHeaders: ['From', 'To', 'Subject'],
    }),
  ).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.code === 'not-found') return undefined;
    throw error;
  });
  if (reply === undefined) return undefined;
  const { threadId, snippet, labelIds, internalDate, payload } = google.parseReply(Message, reply, 'a message');
  const header = (name: string) => payload.headers.find((item) => item.name.toLowerCase() === name)?.value ?? '';
  return {
    id,
    threadId,
    from: header('from'),
    to: header('to'),
    subject: header('subject'),
    snippet,
    date: new Date(Number(internalDate)).toISOString(),
    labels: labelIds,
    url: mailUrl(context, id),
  };
}
