import {
  bearerOf,
  deliverFaults,
  isAcceptedToken,
  readJson,
  recordRequests,
  type Bindings,
  type StandInTools,
  type VendorApp,
} from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { countAsked } from './count-asked.js';
import { anthropicError, newRequestId } from './errors.js';
import { answerMessages, Messages } from './messages.js';

const MODELS = [
  { id: 'claude-opus-5-5', display_name: 'Claude Opus 5.5', created_at: '2026-09-22T00:00:00Z' },
  {
    id: 'claude-sonnet-5-5',
    display_name: 'Claude Sonnet 5.5',
    created_at: '2026-09-28T00:00:00Z',
  },
  { id: 'claude-haiku-5-5', display_name: 'Claude Haiku 5.5', created_at: '2026-10-07T00:00:00Z' },
].map((model) => ({ type: 'model', ...model }));

/** `api.anthropic.com`: messages and the list of models. */
export function createAnthropicApp({ store, journal, faults }: StandInTools): VendorApp {
  const app = new Hono<Bindings>();
  app.use(recordRequests(journal, 'anthropic', 'https://api.anthropic.com'));
  app.use(async (context, next) => {
    const key = context.req.header('x-api-key') ?? bearerOf(context.req.header('authorization'));
    if (!isAcceptedToken(key))
      return anthropicError('authentication_error', key ? 'invalid x-api-key' : 'x-api-key header is required');
    if (!context.req.header('anthropic-version'))
      return anthropicError('invalid_request_error', 'anthropic-version: header is required');
    return next();
  });
  app.use(deliverFaults(faults, 'anthropic', faultReplies, ({ path }) => path === '/v1/messages'));

  app.get('/v1/models', (context) =>
    context.json({
      data: MODELS,
      has_more: false,
      first_id: MODELS[0]?.id,
      last_id: MODELS.at(-1)?.id,
    }),
  );
  app.get('/v1/models/:id', (context) => {
    const model = MODELS.find(({ id }) => id === context.req.param('id'));
    return model ? context.json(model) : anthropicError('not_found_error', `model: ${context.req.param('id')}`);
  });

  app.post('/v1/messages', async (context) => {
    const body = Messages.safeParse(await readJson(context.req));
    if (!body.success) {
      const [issue] = body.error.issues;
      return anthropicError(
        'invalid_request_error',
        issue?.code === 'unrecognized_keys'
          ? `${issue.keys[0]}: Extra inputs are not permitted`
          : `${issue?.path.join('.')}: ${issue?.message}`,
      );
    }
    const answer = answerMessages(body.data, (prompt) => countAsked(store, prompt));
    return answer instanceof Response ? answer : context.json(answer, 200, { 'request-id': newRequestId() });
  });

  app.notFound(() => anthropicError('not_found_error', 'Not found'));
  return app;
}

const faultReplies = {
  rateLimited: (retryAfter: number) =>
    anthropicError('rate_limit_error', 'This request would exceed your rate limit.', {
      'retry-after': String(retryAfter),
    }),
  serverError: () => anthropicError('overloaded_error', 'Overloaded'),
};
