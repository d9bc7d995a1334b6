import {
  accountOf,
  bearerOf,
  deliverFaults,
  exchangeTokens,
  isLiveToken,
  readJson,
  recordRequests,
  revokeTokens,
  type Account,
  type Asking,
  type Bindings,
  type StandInTools,
  type VendorApp,
} from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { oauth } from './oauth.js';
import { createPost, CreatePost, mentionsOf, postsOf, presentPost, type Post } from './posts.js';
import { invalidRequest, notFound, problem, unauthorized } from './problems.js';
import { createRateLimiter, limitHeaders } from './rate-limits.js';
import { presentTimeline, TimelineQuery } from './timeline.js';

/** `api.x.com`: posts, the account and the token endpoint, as X API v2 speaks. */
export function createXApp({ store, journal, faults }: StandInTools): VendorApp {
  const countCall = createRateLimiter();
  const posts = postsOf(store);
  const mentions = mentionsOf(store);
  const app = new Hono<Bindings>();
  const caller = (request: Asking): Account => accountOf(bearerOf(request.header('authorization')));

  app.use(recordRequests(journal, 'twitter', 'https://api.x.com'));
  const party = { platform: 'twitter', terms: oauth, store };
  app.post('/2/oauth2/token', (context) => exchangeTokens(party, context.req));
  app.post('/2/oauth2/revoke', (context) => revokeTokens(party, context.req));

  app.use('/2/*', async (context, next) =>
    isLiveToken(store, bearerOf(context.req.header('authorization'))) ? next() : unauthorized(),
  );
  app.use(
    '/2/*',
    deliverFaults(faults, 'twitter', faultReplies, ({ path }) => path !== '/2/users/me'),
  );
  app.use('/2/*', async (context, next) => {
    const [operation, limit] = limitOf(context.req.method, context.req.path);
    const rate = countCall(`${caller(context.req).id} ${operation}`, limit);
    if (rate.exceeded) return problem(429, 'Too Many Requests', 'Too Many Requests', rate.headers);
    await next();
    for (const [name, value] of Object.entries(rate.headers)) context.header(name, value);
  });

  app.get('/2/users/me', (context) => {
    const { id, username, name } = caller(context.req);
    return context.json({ data: { id, username, name } });
  });

  app.post('/2/tweets', async (context) => {
    const body = CreatePost.safeParse(await readJson(context.req));
    if (!body.success) {
      const [issue] = body.error.issues;
      const name = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? 'body');
      return invalidRequest(name, `[${name}] ${issue?.message ?? 'is not valid'}`);
    }
    const { text, media, poll, quote_tweet_id: quoted } = body.data;
    if (!text?.trim() && !media && !poll && !quoted)
      return invalidRequest('text', 'text: must be present without media, poll or quote');
    const post = createPost(posts, caller(context.req), body.data);
    if (post instanceof Response) return post;
    return context.json({ data: { id: post.id, text: post.text, edit_history_tweet_ids: [post.id] } }, 201);
  });

  app.get('/2/tweets/:id', (context) => {
    const id = context.req.param('id');
    const post = posts.value.find((item) => item.id === id);
    return post ? context.json({ data: presentPost(post) }) : notFound('tweet', id);
  });

  app.delete('/2/tweets/:id', (context) => {
    const id = context.req.param('id');
    const post = posts.value.find((item) => item.id === id);
    if (!post) return notFound('tweet', id);
    if (post.author.id !== caller(context.req).id)
      return problem(403, 'Forbidden', 'You are not permitted to perform this action.');
    posts.value = posts.value.filter((item) => item.id !== id);
    return context.json({ data: { deleted: true } });
  });

  app.get('/2/users/:id/tweets', (context) => {
    const userId = context.req.param('id');
    const found = posts.value.filter(({ author }) => author.id === userId);
    if (found.length === 0 && userId !== caller(context.req).id) return notFound('user', userId);
    return timeline(found, context.req.query());
  });

  app.get('/2/users/:id/mentions', (context) => {
    const { id, username } = caller(context.req);
    if (context.req.param('id') !== id) return notFound('user', context.req.param('id'));
    const named = new RegExp(`@${username}\\b`, 'i');
    const found = mentions.value.filter(({ text }) => named.test(text)).slice(0, MAX_MENTIONS);
    return timeline(found, context.req.query());
  });

  app.notFound(() => problem(404, 'Not Found', 'Not Found'));
  return app;
}

/** Older ones cannot be reached. Source: https://docs.x.com/x-api/posts/timelines/introduction */
const MAX_MENTIONS = 800;

function timeline(posts: readonly Post[], given: Record<string, string>): Response {
  const query = TimelineQuery.safeParse(given);
  if (query.success) return Response.json(presentTimeline(posts, query.data));
  const [issue] = query.error.issues;
  const name = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? 'query');
  return invalidRequest(name, `The query parameter [${name}] is not valid: ${issue?.message ?? ''}`);
}

/** Calls per 15 minutes and user. Source: https://docs.x.com/x-api/fundamentals/rate-limits */
function limitOf(method: string, path: string): [operation: string, limit: number] {
  if (method === 'POST') return ['create', 100];
  if (method === 'DELETE') return ['delete', 50];
  if (path.endsWith('/mentions')) return ['mentions', 300];
  return path === '/2/users/me' ? ['me', 75] : ['read', 900];
}

const faultReplies = {
  rateLimited: (retryAfter: number) =>
    problem(429, 'Too Many Requests', 'Too Many Requests', {
      ...limitHeaders({ limit: 100, remaining: 0, resetAt: Date.now() + retryAfter * 1000 }),
      'retry-after': String(retryAfter),
    }),
  serverError: () => problem(503, 'Service Unavailable', 'Service Unavailable'),
};
