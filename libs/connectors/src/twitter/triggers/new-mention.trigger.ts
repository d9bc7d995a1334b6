import type { ConnectorContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callTwitter, ownId, postUrl } from '../client.js';
import { originalText, PostText } from '../original-text.js';
import { x } from '../platform.js';

const Settings = z.strictObject({});
const Event = z.object({
  id: z.string(),
  text: z.string(),
  author: z.object({ id: z.string(), username: z.string(), name: z.string() }),
  createdAt: z.string().meta({ description: 'ISO 8601.' }),
  conversationId: z.string(),
  url: z.string(),
});
const Cursor = z.object({
  /** The newest mention that is known; null while there was none. */
  newest: z.string().nullable(),
  /** Mentions before it that are known and may be listed again. */
  seen: z.array(z.string()),
});
type Event = z.infer<typeof Event>;
type Cursor = z.infer<typeof Cursor>;
type Query = Record<string, string | number>;

const postSchema = PostText.extend({
  id: z.string().regex(/^\d+$/),
  author_id: z.string(),
  created_at: z.string(),
  conversation_id: z.string(),
});
const Page = z.object({
  data: z.array(postSchema).default([]),
  includes: z
    .object({ users: z.array(z.object({ id: z.string(), username: z.string(), name: z.string() })).default([]) })
    .optional(),
  meta: z.object({ next_token: z.string().optional() }),
});

/** X shows posts some time after they were made, and not always in order. */
const LAG_MS = 60_000;
/** The time is in an id above its lower 22 bits. */
const ID_OF_LAG = BigInt(LAG_MS) << 22n;

/**
 * Posts that mention the account. `GET /2/users/{id}/mentions` (newest first, 100 a page, at most the newest 800), scopes
 * tweet.read and users.read; 300 per 15 minutes and user.
 * Source: https://docs.x.com/x-api/posts/timelines/introduction
 */
export const newMentionTrigger = x.defineTrigger({
  id: 'new-mention',
  title: 'Somebody mentions the account',
  description: 'Starts for each post on X that names the connected account, answers to its posts included.',
  settings: Settings,
  event: Event,
  sample: () => ({
    id: '1111111111111111111',
    text: 'Hello @acme, is this still open?',
    author: { id: '2222222222222222222', username: 'ann_example', name: 'Ann Example' },
    createdAt: '2026-11-26T09:30:00.000Z',
    conversationId: '1111111111111111111',
    url: 'https://x.com/ann_example/status/1111111111111111111',
  }),
  describe: () => 'When somebody mentions the account on X',
  dedupeKey: ({ id }) => id,
  summary: ({ author, text }) => `@${author.username}: ${text.replace(/\s+/g, ' ')}`,
  poll: {
    everyMs: 60_000,
    cursor: Cursor,
    async begin(_settings, context) {
      const { events } = await readPage(context, { max_results: 100 });
      return cursorAfter({ newest: null, seen: [] }, events);
    },
    async fetch({ cursor }, context) {
      const { newest, seen } = cursor;
      const since: Query = newest === null ? {} : { since_id: (BigInt(newest) - ID_OF_LAG).toString() };
      const listed: Event[] = [];
      let next: string | undefined;
      do {
        const page = await readPage(context, {
          max_results: 100,
          ...since,
          ...(next === undefined ? {} : { pagination_token: next }),
        });
        listed.push(...page.events);
        next = page.next;
      } while (next !== undefined);
      const known = new Set(seen);
      const events = listed.filter(({ id }) => !known.has(id)).reverse();
      return { events, cursor: cursorAfter(cursor, listed), more: false };
    },
  },
});

async function readPage(
  context: ConnectorContext,
  query: Query,
): Promise<{ events: Event[]; next: string | undefined }> {
  const userId = await ownId(context);
  const reply: unknown = await callTwitter(context, (client) =>
    client.v2.get(`users/${userId}/mentions`, {
      'tweet.fields': 'author_id,conversation_id,created_at,entities',
      'user.fields': 'name,username',
      expansions: 'author_id',
      ...query,
    }),
  );
  const { data, includes, meta } = x.parseReply(Page, reply, 'users/:id/mentions');
  const authors = new Map(includes?.users.map((user) => [user.id, user]));
  const events = data.map((post): Event => {
    // Of an account that was suspended meanwhile X keeps only the id.
    const { id, username, name } = authors.get(post.author_id) ?? { id: post.author_id, username: '', name: '' };
    return {
      id: post.id,
      text: originalText(post),
      author: { id, username, name },
      createdAt: post.created_at,
      conversationId: post.conversation_id,
      url: postUrl(context, post.id, username),
    };
  });
  return { events, next: meta.next_token };
}

function cursorAfter({ newest, seen }: Cursor, listed: readonly Event[]): Cursor {
  const ids = [...new Set([...seen, ...listed.map(({ id }) => id)])].map(BigInt);
  const last = ids.reduce((most, id) => (id > most ? id : most), BigInt(newest ?? 0));
  if (last === 0n) return { newest: null, seen: [] };
  return { newest: last.toString(), seen: ids.filter((id) => id >= last - ID_OF_LAG).map(String) };
}
