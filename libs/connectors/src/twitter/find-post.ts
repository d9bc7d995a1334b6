import type { ActionContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callTwitter, ownId } from './client.js';
import { originalText, PostText } from './original-text.js';
import { x } from './platform.js';

/** X's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

const postSchema = PostText.extend({ id: z.string(), created_at: z.string().optional() });
const Timeline = z.object({ data: z.array(postSchema).optional() });

/**
 * Looks for a post with this text that the account published since `sentAt`.
 * `GET /2/users/{id}/tweets` (max_results 5–100, newest first).
 */
export async function findPost(text: string, context: ActionContext): Promise<{ id: string; text: string } | null> {
  if (!context.sentAt) return null;
  const since = new Date(context.sentAt.getTime() - CLOCK_SKEW_MS);
  const userId = await ownId(context);
  const reply: unknown = await callTwitter(context, (client) =>
    client.v2.get(`users/${userId}/tweets`, {
      max_results: 100,
      start_time: since.toISOString(),
      'tweet.fields': 'created_at,entities',
    }),
  );
  const posts = x.parseReply(Timeline, reply, 'users/:id/tweets').data ?? [];
  const wanted = comparable(text);
  const found = posts.find((post) => comparable(originalText(post)) === wanted);
  return found ? { id: found.id, text } : null;
}

// A trailing slash comes and goes when X expands an address.
const comparable = (text: string) =>
  text
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/\/(?=\s|$)/g, '')
    .trim();
