import { z } from 'zod';
import { presentPost, type Post } from './posts.js';

const Id = z.string().regex(/^\d{1,19}$/);
const Time = z.iso.datetime().transform((value) => Date.parse(value));

/** Query of `GET /2/users/{id}/tweets` and of its mentions; X rejects every other name. */
export const TimelineQuery = z.strictObject({
  max_results: z.coerce.number().int().min(5).max(100).default(10),
  pagination_token: z.string().regex(/^\d+$/).default('0'),
  start_time: Time.optional(),
  end_time: Time.optional(),
  since_id: Id.optional(),
  until_id: Id.optional(),
  exclude: z.string().optional(),
  'tweet.fields': z.string().optional(),
  'post.fields': z.string().optional(),
  'user.fields': z.string().optional(),
  'media.fields': z.string().optional(),
  'poll.fields': z.string().optional(),
  'place.fields': z.string().optional(),
  expansions: z.string().optional(),
});

/** The posts, newest first, a page at a time; their authors beside them where they are asked for. */
export function presentTimeline(posts: readonly Post[], query: z.infer<typeof TimelineQuery>): Record<string, unknown> {
  const found = posts.filter((post) => isWanted(post, query));
  const start = Number(query.pagination_token);
  const end = start + query.max_results;
  const page = found.slice(start, end);
  const meta = {
    result_count: page.length,
    ...(page.length > 0 ? { newest_id: page[0]?.id, oldest_id: page.at(-1)?.id } : {}),
    ...(found.length > end ? { next_token: String(end) } : {}),
  };
  if (page.length === 0) return { meta };
  const authors = new Map(page.map(({ author }) => [author.id, author]));
  const includes = query.expansions?.split(',').includes('author_id')
    ? { includes: { users: [...authors.values()] } }
    : {};
  return { data: page.map(presentPost), ...includes, meta };
}

function isWanted({ id, createdAt, replyTo }: Post, query: z.infer<typeof TimelineQuery>): boolean {
  const at = Date.parse(createdAt);
  return (
    (query.start_time === undefined || at >= query.start_time) &&
    (query.end_time === undefined || at < query.end_time) &&
    (query.since_id === undefined || BigInt(id) > BigInt(query.since_id)) &&
    (query.until_id === undefined || BigInt(id) < BigInt(query.until_id)) &&
    !(replyTo !== undefined && query.exclude?.split(',').includes('replies'))
  );
}
