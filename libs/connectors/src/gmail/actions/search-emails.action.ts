import { z } from 'zod';
import { callGmail, mailUrl } from '../client.js';
import { google } from '../platform.js';

const Input = z.strictObject({
  query: z.string().max(1_000).meta({
    title: 'Search',
    description: 'As in the search box of Gmail, such as from:ann@example.com newer_than:7d.',
  }),
  limit: z.int().min(1).max(25).default(10).meta({ title: 'At most' }),
});
const Email = z.object({
  id: z.string(),
  threadId: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  date: z.string(),
  snippet: z.string(),
  url: z.string(),
});
const Output = z.object({ emails: z.array(Email), hasMore: z.boolean() });

const SAMPLE: z.input<typeof Email> = {
  id: '18c0000000000000',
  threadId: '18c0000000000000',
  from: 'Ada Lovelace <ada@example.com>',
  to: 'team@example.com',
  subject: 'A question about my order',
  date: 'Fri, 27 Nov 2026 08:30:00 +0000',
  snippet: 'Good morning, when will my order arrive?',
  url: 'https://mail.google.com/mail/u/0/#all/18c0000000000000',
};

const List = z.object({
  messages: z.array(z.object({ id: z.string() })).optional(),
  nextPageToken: z.string().optional(),
});
const Message = z.object({
  id: z.string(),
  threadId: z.string(),
  snippet: z.string().default(''),
  payload: z.object({
    headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  }),
});

/** Finds mails. `GET …/messages?q=` and `GET …/messages/{id}?format=metadata` for each; scope gmail.readonly. */
export const searchEmailsAction = google.defineAction({
  id: 'search-emails',
  title: 'Search e-mails',
  description: 'Gives sender, subject, date and beginning of the mails that match.',
  input: Input,
  output: Output,
  effect: 'read',
  idempotency: 'native',
  risk: 'low',
  sensitive: ['emails.*.snippet'],
  timeoutMs: 30_000,
  expectedMs: 2_500,
  connection: 'required',
  preview: (input) => ({ kind: 'text', text: `Searches the mailbox for: ${input.query}` }),
  sample: () => ({ emails: [SAMPLE], hasMore: false }),
  async run({ query, limit }, context) {
    const found: unknown = await callGmail(context, (users) =>
      users.messages.list({ userId: 'me', q: query, maxResults: limit }),
    );
    const { messages = [], nextPageToken } = google.parseReply(List, found, 'the search');
    const emails = [];
    for (const { id } of messages) {
      const reply: unknown = await callGmail(context, (users) =>
        users.messages.get({
          userId: 'me',
          id,
          format: 'metadata',
          metadataHeaders: ['From', 'To', 'Subject', 'Date'],
        }),
      );
      const message = google.parseReply(Message, reply, 'a message');
      const header = (name: string) =>
        message.payload.headers.find((item) => item.name.toLowerCase() === name)?.value ?? '';
      emails.push({
        id,
        threadId: message.threadId,
        from: header('from'),
        to: header('to'),
        subject: header('subject'),
        date: header('date'),
        snippet: message.snippet,
        url: mailUrl(context, id),
      });
    }
    return { output: { emails, hasMore: nextPageToken !== undefined } };
  },
});
