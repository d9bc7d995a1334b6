import {
  accountOf,
  bearerOf,
  deliverFaults,
  isLiveToken,
  readJson,
  recordRequests,
  type Asking,
  type Bindings,
  type StandInTools,
  type VendorApp,
} from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { z } from 'zod';
import { googleError, invalidArgument, notFound, unauthenticated } from './errors.js';
import { mailsOf, type Mail } from './mails.js';
import { parseMail } from './parse-mail.js';
import { presentMail } from './present-mail.js';
import { searchMail } from './search-mail.js';

const Send = z.strictObject({ raw: z.string(), threadId: z.string().optional() });
const List = z.strictObject({
  q: z.string().default(''),
  maxResults: z.coerce.number().int().min(1).max(500).default(100),
  pageToken: z.string().regex(/^\d+$/).default('0'),
  includeSpamTrash: z.string().optional(),
  alt: z.string().optional(),
  prettyPrint: z.string().optional(),
});
const Format = z.enum(['full', 'metadata', 'minimal', 'raw']).default('full');

/** `gmail.googleapis.com`: sending, searching and reading mails, as Gmail API v1 speaks. */
export function createGmailApp({ store, journal, faults }: StandInTools): VendorApp {
  const app = new Hono<Bindings>();
  const me = '/gmail/v1/users/:userId';
  const addressOf = (request: Asking): string => accountOf(bearerOf(request.header('authorization'))).address;
  const mails = mailsOf(store);
  const ownMails = (request: Asking): Mail[] => mails.value.filter(({ account }) => account === addressOf(request));

  app.use(recordRequests(journal, 'gmail', 'https://gmail.googleapis.com'));
  app.use(async (context, next) =>
    isLiveToken(store, bearerOf(context.req.header('authorization'))) ? next() : unauthenticated(),
  );
  app.use(deliverFaults(faults, 'gmail', faultReplies, ({ path }) => !path.endsWith('/profile')));
  app.use(`${me}/*`, async (context, next) => {
    const userId = context.req.param('userId');
    return userId === 'me' || userId === addressOf(context.req)
      ? next()
      : googleError({
          code: 403,
          status: 'PERMISSION_DENIED',
          reason: 'forbidden',
          message: `Delegation denied for ${addressOf(context.req)}`,
        });
  });

  app.get(`${me}/profile`, (context) =>
    context.json({
      emailAddress: addressOf(context.req),
      messagesTotal: ownMails(context.req).length,
      threadsTotal: ownMails(context.req).length,
      historyId: '1',
    }),
  );

  app.post(`${me}/messages/send`, async (context) => {
    const body = Send.safeParse(await readJson(context.req));
    if (!body.success)
      return invalidArgument(
        `Invalid JSON payload received. ${body.error.issues.map((issue) => (issue.code === 'unrecognized_keys' ? `Unknown name "${issue.keys[0]}": Cannot find field.` : `'${issue.path.join('.')}' ${issue.message}`)).join(' ')}`,
      );
    const mail = await parseMail(body.data.raw, { account: addressOf(context.req), threadId: body.data.threadId });
    if (typeof mail === 'string') return invalidArgument(mail);
    mails.value = [mail, ...mails.value];
    return context.json({ id: mail.id, threadId: mail.threadId, labelIds: ['SENT'] });
  });

  app.get(`${me}/messages`, (context) => {
    const query = List.safeParse(context.req.query());
    if (!query.success) return invalidArgument('Invalid JSON payload received. Unknown or invalid query parameter.');
    const { q, maxResults, pageToken } = query.data;
    const found = searchMail(ownMails(context.req), q);
    const start = Number(pageToken);
    const page = found.slice(start, start + maxResults);
    if (page.length === 0) return context.json({ resultSizeEstimate: 0 });
    return context.json({
      messages: page.map(({ id, threadId }) => ({ id, threadId })),
      ...(found.length > start + maxResults ? { nextPageToken: String(start + maxResults) } : {}),
      resultSizeEstimate: found.length,
    });
  });

  app.get(`${me}/messages/:id`, (context) => {
    const mail = ownMails(context.req).find(({ id }) => id === context.req.param('id'));
    const format = Format.safeParse(context.req.query('format'));
    if (!format.success) return invalidArgument("Invalid value at 'format'");
    return mail
      ? context.json(presentMail(mail, format.data, context.req.queries('metadataHeaders') ?? []))
      : notFound();
  });

  app.notFound(notFound);
  return app;
}

const faultReplies = {
  rateLimited: (retryAfter: number) =>
    googleError(
      {
        code: 429,
        status: 'RESOURCE_EXHAUSTED',
        reason: 'rateLimitExceeded',
        domain: 'usageLimits',
        message: 'User-rate limit exceeded.',
      },
      { 'retry-after': String(retryAfter) },
    ),
  serverError: () =>
    googleError({
      code: 503,
      status: 'UNAVAILABLE',
      reason: 'backendError',
      message: 'The service is currently unavailable.',
    }),
};
