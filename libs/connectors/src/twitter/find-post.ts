import type { ActionContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callTwitter, getMe } from './client.js';
import { x } from './platform.js';

/** X's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

const urlEntitySchema = z.object({ url: z.string(), expanded_url: z.string().optional() });
const postSchema = z.object({
  id: z.string(),
  text: z.string(),
  created_at: z.string().optional(),
  entities: z.object({ urls: z.array(urlEntitySchema).optional() }).optional(),
});
const timelineSchema = z.object({ data: z.array(postSchema).optional() });

/**
 * Looks for a post with this text that the account published since `sentAt`.
 * `GET /2/users/{id}/tweets` (max_results 5–100, newest first).
 */
export async function findPost(text: string, context: ActionContext): Promise<{ id: string; text: string } | null> {
  if (!context.sentAt) return null;
  const since = new Date(context.sentAt.getTime() - CLOCK_SKEW_MS);
  const known = context.connection?.accountId ?? '';
  const userId = /^\d+$/.test(known) ? known : (await getMe(context)).id;
  const reply: unknown = await callTwitter(context, (client) =>
    client.v2.get(`users/${userId}/tweets`, {
      max_results: 100,
      start_time: since.toISOString(),
      'tweet.fields': 'created_at,entities',
    }),
  );
  const posts = x.parseReply(timelineSchema, reply, 'users/:id/tweets').data ?? [];
  const wanted = comparable(text);
  const found = posts.find((post) => comparable(originalText(post)) === wanted);
  return found ? { id: found.id, text } : null;
}

/** Undoes what X does to a text: addresses become t.co links, `&`, `<` and `>` become entities. */
function originalText(post: z.infer<typeof postSchema>): string {
  const expanded = (post.entities?.urls ?? []).reduce(
    (text, { url, expanded_url: full }) => (full ? text.replaceAll(url, full) : text),
    post.text,
  );
  return expanded.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

// A trailing slash comes and goes when X expands an address.
const comparable = (text: string) =>
  text
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/\/(?=\s|$)/g, '')
    .trim();
