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
import type { z } from 'zod';
import { CreateBody, PageQuery, ReadBody, UpdateBody, UpsertBody } from './bodies.js';
import { oauth } from './oauth.js';
import { invalid, notFound, notFoundOf, problem, rateLimited, tooManyHistories, unauthorized } from './problems.js';
import { createRateLimiter } from './rate-limits.js';
import { openPortal, portalOf } from './portal.js';
import { presentHistory, presentRecord, sameEmail, TYPES } from './records.js';
import { SearchBody, searchRecords } from './search.js';

/** Records whose history HubSpot gives at once. */
const MAX_HISTORIES = 50;
const source = 'INTEGRATION';

/** `api.hubapi.com`: tokens, the account, owners, contacts, deals and notes, as HubSpot speaks. */
export function createHubSpotApp(tools: StandInTools): VendorApp {
  const { store, journal, faults } = tools;
  const countCall = createRateLimiter();
  const portal = openPortal(tools);
  const { records } = portal;
  const app = new Hono<Bindings>();
  const caller = (request: Asking): Account => accountOf(bearerOf(request.header('authorization')));
  const ofType = (request: Asking, type: string) =>
    records.value.filter((record) => record.type === type && record.account === caller(request).id);

  app.use(recordRequests(journal, 'hubspot', 'https://api.hubapi.com'));
  const party = { platform: 'hubspot', terms: oauth, store };
  app.post('/oauth/v3/token', (context) => exchangeTokens(party, context.req));
  app.post('/oauth/v3/token/revoke', (context) => revokeTokens(party, context.req));

  app.use(async (context, next) =>
    isLiveToken(store, bearerOf(context.req.header('authorization'))) ? next() : unauthorized(),
  );
  app.use(deliverFaults(faults, 'hubspot', faultReplies, ({ path }) => path.startsWith('/crm/')));
  app.use(async (context, next) => {
    const counted = countCall(caller(context.req).id, context.req.path.endsWith('/search'));
    if (counted.exceeded) return rateLimited('SECONDLY');
    await next();
    for (const [name, value] of Object.entries(counted.headers ?? {})) context.header(name, value);
  });

  app.get('/account-info/v3/details', (context) =>
    context.json({
      portalId: portalOf(caller(context.req)),
      accountType: 'STANDARD',
      timeZone: 'Europe/Zurich',
      companyCurrency: 'EUR',
      additionalCurrencies: [],
      utcOffset: '+01:00',
      utcOffsetMilliseconds: 3_600_000,
      uiDomain: 'app.hubspot.com',
      dataHostingLocation: 'eu1',
    }),
  );

  app.get('/crm/v3/owners', (context) => {
    const { address } = caller(context.req);
    const wanted = context.req.query('email');
    const owner = {
      id: '7001',
      email: address,
      firstName: 'Jarvis',
      lastName: 'Sandbox',
      type: 'PERSON',
      userId: 7001,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      archived: false,
    };
    return context.json({ results: wanted === undefined || wanted === address ? [owner] : [] });
  });

  for (const type of TYPES) {
    const path = `/crm/v3/objects/${type}`;

    app.get(path, (context) => {
      const query = PageQuery.safeParse(context.req.query());
      if (!query.success) return invalid(`Invalid query parameter: ${issueIn(query.error)}`);
      const { limit, after } = query.data;
      const asked = namesIn(context.req.queries('properties'));
      const found = ofType(context.req, type).filter(({ id }) => Number(id) > Number(after));
      const page = found.slice(0, limit);
      return context.json({
        results: page.map((record) => presentRecord(record, asked)),
        ...(found.length > limit ? { paging: { next: { after: page.at(-1)?.id ?? '', link: '' } } } : {}),
      });
    });

    app.post(path, async (context) => {
      const body = CreateBody.safeParse(await readJson(context.req));
      if (!body.success) return invalid(`Invalid input JSON: ${issueIn(body.error)}`);
      const associations = body.data.associations.map(({ to, types: [{ associationTypeId: typeId }] }) => ({
        to: to.id,
        typeId,
      }));
      const { properties } = body.data;
      const made = portal.add({ type, account: caller(context.req).id, properties, associations, source });
      return made instanceof Response ? made : context.json(presentRecord(made, []), 201);
    });

    app.post(`${path}/search`, async (context) => {
      const body = SearchBody.safeParse(await readJson(context.req));
      if (!body.success) return invalid(`Invalid input JSON: ${issueIn(body.error)}`);
      const { limit, after, properties } = body.data;
      const found = searchRecords(ofType(context.req, type), body.data);
      const end = Number(after) + limit;
      return context.json({
        total: found.length,
        results: found.slice(Number(after), end).map((record) => presentRecord(record, properties)),
        ...(found.length > end ? { paging: { next: { after: end.toString() } } } : {}),
      });
    });

    app.post(`${path}/batch/upsert`, async (context) => {
      const body = UpsertBody.safeParse(await readJson(context.req));
      if (!body.success) return invalid(`Invalid input JSON: ${issueIn(body.error)}`);
      const account = caller(context.req).id;
      const startedAt = new Date().toISOString();
      const results: unknown[] = [];
      for (const { id, idProperty, properties } of body.data.inputs) {
        if (type !== 'contacts' || idProperty !== 'email')
          return invalid(`Property ${idProperty ?? ''} is not a unique property of ${type}.`);
        const known = sameEmail(records.value, { account, email: id });
        const done = known
          ? portal.change(known, { properties, source })
          : portal.add({ type, account, properties: { ...properties, email: id }, source });
        if (done instanceof Response) return done;
        results.push({ ...presentRecord(done, []), new: known === undefined });
      }
      return context.json({ status: 'COMPLETE', results, startedAt, completedAt: new Date().toISOString() });
    });

    app.post(`${path}/batch/read`, async (context) => {
      const body = ReadBody.safeParse(await readJson(context.req));
      if (!body.success) return invalid(`Invalid input JSON: ${issueIn(body.error)}`);
      const { inputs, properties, propertiesWithHistory } = body.data;
      if (propertiesWithHistory.length > 0 && inputs.length > MAX_HISTORIES) return tooManyHistories();
      const own = ofType(context.req, type);
      const found = inputs.flatMap(({ id }) => own.find((record) => record.id === id) ?? []);
      const lost = inputs.filter(({ id }) => !found.some((record) => record.id === id)).map(({ id }) => id);
      const now = new Date().toISOString();
      const results = found.map((record) => ({
        ...presentRecord(record, properties),
        ...presentHistory(record, propertiesWithHistory),
      }));
      const done = { status: 'COMPLETE', results, startedAt: now, completedAt: now };
      return lost.length === 0
        ? context.json(done)
        : context.json({ ...done, numErrors: 1, errors: [notFoundOf(lost)] }, 207);
    });

    app.get(`${path}/:id`, (context) => {
      const { id } = context.req.param();
      const own = ofType(context.req, type);
      const found =
        context.req.query('idProperty') === 'email'
          ? sameEmail(own, { account: caller(context.req).id, email: id })
          : own.find((record) => record.id === id);
      return found ? context.json(presentRecord(found, namesIn(context.req.queries('properties')))) : notFound();
    });

    app.patch(`${path}/:id`, async (context) => {
      const body = UpdateBody.safeParse(await readJson(context.req));
      if (!body.success) return invalid(`Invalid input JSON: ${issueIn(body.error)}`);
      const found = ofType(context.req, type).find(({ id }) => id === context.req.param('id'));
      if (!found) return notFound();
      const changed = portal.change(found, { properties: body.data.properties, source });
      return changed instanceof Response ? changed : context.json(presentRecord(changed, []));
    });
  }

  app.notFound(notFound);
  return app;
}

/** Given once with commas, or several times. */
const namesIn = (given: readonly string[] = []): string[] =>
  given.flatMap((text) => text.split(',')).filter((name) => name !== '');

function issueIn({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'it is not readable' : `${issue.path.join('.') || 'body'} ${issue.message}`;
}

const faultReplies = {
  rateLimited: (retryAfter: number) => rateLimited('TEN_SECONDLY_ROLLING', retryAfter),
  serverError: () => problem({ status: 503, category: 'INTERNAL_ERROR', message: 'internal error' }),
};
