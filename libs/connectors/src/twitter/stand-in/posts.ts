import { ownAccount, type Account, type Part, type Store } from '@jarvis/stand-in-kit';
import { z } from 'zod';
import { problem } from './problems.js';
import { fitsPost } from './text-length.js';

const Post = z.object({
  id: z.string(),
  text: z.string(),
  createdAt: z.string(),
  replyTo: z.string().optional(),
  author: z.object({ id: z.string(), username: z.string(), name: z.string() }).default(ownAccount),
});
export type Post = z.infer<typeof Post>;

/** Every post of the accounts that are connected, newest first. */
export const postsOf = (store: Store): Part<Post[]> => store.part('posts', z.array(Post), []);

/** What others have posted, newest first. */
export const mentionsOf = (store: Store): Part<Post[]> => store.part('mentions', z.array(Post), []);

/** Body of `POST /2/tweets`; X rejects every other key. */
export const CreatePost = z.strictObject({
  text: z.string().optional(),
  reply: z.object({ in_reply_to_tweet_id: z.string() }).optional(),
  quote_tweet_id: z.string().optional(),
  media: z.object({ media_ids: z.array(z.string()).min(1) }).optional(),
  poll: z.object({ options: z.array(z.string()).min(2), duration_minutes: z.int() }).optional(),
  reply_settings: z.enum(['following', 'mentionedUsers', 'subscribers', 'verified']).optional(),
  for_super_followers_only: z.boolean().optional(),
  nullcast: z.boolean().optional(),
  made_with_ai: z.boolean().optional(),
  community_id: z.string().optional(),
});

/** X does not say how long it refuses a repeated text. */
const DUPLICATE_WINDOW_MS = 15 * 60_000;

/** Publishes a post, or says as X does why not. */
export function createPost(
  posts: Part<Post[]>,
  { id, username, name }: Account,
  { text = '', reply }: z.infer<typeof CreatePost>,
): Post | Response {
  if (text !== '' && !fitsPost(text))
    return problem(
      403,
      'Forbidden',
      'Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text.',
    );
  const since = Date.now() - DUPLICATE_WINDOW_MS;
  const isRepeated = (post: Post) => post.author.id === id && post.text === text && Date.parse(post.createdAt) > since;
  if (posts.value.some(isRepeated)) {
    return problem(403, 'Forbidden', 'You are not allowed to create a Tweet with duplicate content.');
  }
  const post: Post = {
    id: nextId(posts.value),
    text,
    createdAt: new Date().toISOString(),
    author: { id, username, name },
    ...(reply ? { replyTo: reply.in_reply_to_tweet_id } : {}),
  };
  posts.value = [post, ...posts.value];
  return post;
}

/** Ids grow with time, as X's do (snowflakes: milliseconds since 2010-11-04 above 22 bits). */
export function nextId([latest]: readonly Post[]): string {
  const now = BigInt(Date.now() - 1_288_834_974_657) << 22n;
  const last = BigInt(latest?.id ?? '0');
  return String(now > last ? now : last + 1n);
}

/** How X shows a post: addresses become t.co links, `&`, `<`, `>` become entities. */
export function presentPost(post: Post): Record<string, unknown> {
  const urls = [...post.text.matchAll(/https?:\/\/\S+/g)].map(([address], index) => ({
    url: `https://t.co/${post.id.slice(-8)}${index}`,
    expanded_url: address,
    display_url: address.replace(/^https?:\/\//, ''),
  }));
  const escaped = post.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const text = urls.reduce(
    (result, { url, expanded_url: full }) => result.replace(full.replaceAll('&', '&amp;'), url),
    escaped,
  );
  return {
    id: post.id,
    text,
    author_id: post.author.id,
    conversation_id: post.replyTo ?? post.id,
    created_at: post.createdAt,
    edit_history_tweet_ids: [post.id],
    ...(urls.length > 0 ? { entities: { urls } } : {}),
    ...(post.replyTo ? { referenced_tweets: [{ type: 'replied_to', id: post.replyTo }] } : {}),
  };
}
