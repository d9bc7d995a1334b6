import type { ActionContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callGmail } from './client.js';
import { KEY_HEADER, keyToken, messageIdOf } from './compose.js';
import { google } from './platform.js';

const CLOCK_SKEW_MS = 60_000;

const List = z.object({
  messages: z.array(z.object({ id: z.string(), threadId: z.string() })).optional(),
});
const Message = z.object({
  payload: z.object({ headers: z.array(z.object({ name: z.string(), value: z.string() })).optional() }).optional(),
});

export interface FoundEmail {
  id: string;
  threadId: string;
}

/**
 * Looks for the mail this effect has already sent: by its Message-ID, and, as a server may have replaced that one,
 * by our own header among the mails sent since the first attempt.
 */
export async function findEmail(context: ActionContext): Promise<FoundEmail | null> {
  const byId = await listMessages(context, `rfc822msgid:${messageIdOf(context.idempotencyKey).slice(1, -1)}`, 1);
  if (byId[0]) return byId[0];
  if (!context.sentAt) return null;
  const since = Math.floor((context.sentAt.getTime() - CLOCK_SKEW_MS) / 1000);
  const token = keyToken(context.idempotencyKey);
  for (const candidate of await listMessages(context, `in:sent after:${since}`, 50)) {
    if ((await readHeader(context, candidate.id)) === token) return candidate;
  }
  return null;
}

async function listMessages(context: ActionContext, q: string, maxResults: number): Promise<FoundEmail[]> {
  const reply: unknown = await callGmail(context, (users) => users.messages.list({ userId: 'me', q, maxResults }));
  return google.parseReply(List, reply, 'the search').messages ?? [];
}

async function readHeader(context: ActionContext, id: string): Promise<string | undefined> {
  const reply: unknown = await callGmail(context, (users) =>
    users.messages.get({ userId: 'me', id, format: 'metadata', metadataHeaders: [KEY_HEADER] }),
  );
  const { payload } = google.parseReply(Message, reply, 'the message');
  return payload?.headers?.find(({ name }) => name.toLowerCase() === KEY_HEADER.toLowerCase())?.value;
}
