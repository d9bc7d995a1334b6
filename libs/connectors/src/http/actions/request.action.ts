import type { RiskAssessment } from '@jarvis/connector-kit';
import { Json } from '@jarvis/json';
import { z } from 'zod';
import { credentialHeader, withoutCredential } from '../auth.js';
import { fromHttpReply } from '../errors.js';
import { HeaderName, HeaderValue, isFree, namesCredential } from '../headers.js';
import { web } from '../platform.js';
import { readContent } from '../reply-content.js';

const Input = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET').meta({ title: 'Method' }),
  url: z
    .string()
    .max(4_000)
    .refine(isWebAddress, 'It is not an http or https address.')
    .meta({ title: 'Address', format: 'uri' }),
  headers: z
    .record(
      HeaderName.refine(isFree, { error: 'This header cannot be set; use `method`.' }).refine(
        (name) => !namesCredential(name),
        {
          error: 'A rule holds no credentials; connect HTTP with it under Connections and name that `connection` here.',
        },
      ),
      HeaderValue,
    )
    .default({})
    .meta({ title: 'Headers', description: 'Credentials come from the connection.' }),
  query: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.bigint().meta({ type: 'integer' })]))
    .default({})
    .meta({ title: 'Query' }),
  body: Json.optional().meta({ title: 'Body', description: 'Text is sent as it is, anything else as JSON.' }),
  expectStatus: z
    .array(z.int().min(100).max(599))
    .min(1)
    .optional()
    .meta({ title: 'Expected statuses', description: 'Left out: 200 to 299.' }),
  idempotencyHeader: HeaderName.optional().meta({
    title: 'Idempotency header',
    description: 'Header that carries the key of this effect, such as Idempotency-Key, if the service honours one.',
  }),
});
const Output = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: Json,
  bodyProblem: z.string().optional().meta({
    title: 'Problem with the body',
    description: 'Set when the call was answered and its body, or some characters of it, could not be read.',
  }),
});

type Input = z.infer<typeof Input>;

/**
 * Calls any public HTTP address through the egress-safe client. GET and HEAD count as reads; everything else is a
 * write that is repeated only when `idempotencyHeader` names where the service takes a key. A connection adds its
 * credential, at its own address only.
 */
export const requestAction = web.defineAction({
  id: 'request',
  title: 'Call an HTTP address',
  description:
    'Sends a request and gives back status, headers and body: parsed when it is JSON, text in any charset, null when it is no text.',
  input: Input,
  output: Output,
  effect: 'write',
  effectOf: (input) => (isRead(input) ? 'read' : 'write'),
  idempotency: 'none',
  idempotencyOf: (input) => (isRead(input) || input.idempotencyHeader ? 'native' : 'none'),
  risk: assessRisk,
  baseRisk: 'medium',
  sensitive: ['headers.*'],
  timeoutMs: 35_000,
  expectedMs: 2_000,
  connection: 'optional',
  address: 'url',
  feed: {
    type: 'http',
    action: 'sent',
    title: (input, output) => `${input.method} ${new URL(input.url).host} answered ${output.status}`,
  },
  preview: (input) => ({
    kind: 'http',
    method: input.method,
    url: addressOf(input).href,
    headers: Object.fromEntries(
      Object.entries(input.headers).map(([name, value]) => [
        name,
        SHOWN_HEADERS.has(name.toLowerCase()) ? value : '•••',
      ]),
    ),
    ...(input.body === undefined ? {} : { body: bodyText(input.body) }),
  }),
  sample: (input) => ({
    status: input.expectStatus?.[0] ?? 200,
    headers: { 'content-type': 'application/json' },
    body: {},
  }),
  async run(input, context) {
    const url = addressOf(input).href;
    const reply = await context.http.request({
      method: input.method,
      url,
      headers: { ...requestHeaders(input, context.idempotencyKey), ...credentialHeader(context.connection, url) },
      body: input.body === undefined || isRead(input) ? undefined : bodyText(input.body),
      signal: context.signal,
      timeoutMs: 30_000,
    });
    // Some services echo what they were sent.
    const hide = withoutCredential(context.connection);
    const { body, text, problem, doubt } = readContent(reply, hide);
    const headers = Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, hide(value)]));
    const expected = input.expectStatus
      ? input.expectStatus.includes(reply.status)
      : reply.status >= 200 && reply.status < 300;
    if (!expected)
      throw fromHttpReply({
        method: input.method,
        url: reply.url,
        status: reply.status,
        headers,
        text,
        redirects: reply.redirects,
      });
    // A read is worth what it read. A write was answered, so it happened, whatever its body is like.
    if (problem && isRead(input)) throw problem;
    const bodyProblem = problem?.message ?? doubt;
    const { location } = headers;
    return {
      output: { status: reply.status, headers, body, ...(bodyProblem ? { bodyProblem } : {}) },
      ...(location && URL.canParse(location, url) ? { externalUrl: new URL(location, url).href } : {}),
    };
  },
});

const isRead = ({ method }: Pick<Input, 'method'>) => method === 'GET' || method === 'HEAD';
/** Never a credential. Any other header may be one, whatever it is called. */
const SHOWN_HEADERS = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'content-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'prefer',
  'user-agent',
]);
const bodyText = (body: Input['body']) => (typeof body === 'string' ? body : JSON.stringify(body));

function assessRisk({ method, url }: Input): RiskAssessment {
  if (isRead({ method })) return { level: 'low', reasons: [] };
  const where = new URL(url).host;
  if (method === 'DELETE') return { level: 'high', reasons: [`Deletes something at ${where}.`] };
  return { level: 'medium', reasons: [`Changes something at ${where}.`] };
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function addressOf({ url, query }: Input): URL {
  const address = new URL(url);
  for (const [name, value] of Object.entries(query)) address.searchParams.append(name, String(value));
  return address;
}

function requestHeaders(input: Input, idempotencyKey: string): Record<string, string> {
  const given = Object.keys(input.headers).map((name) => name.toLowerCase());
  const isText = input.body === undefined || typeof input.body === 'string';
  return {
    ...input.headers,
    ...(given.includes('user-agent') ? {} : { 'user-agent': 'Jarvis' }),
    ...(isText || given.includes('content-type') ? {} : { 'content-type': 'application/json' }),
    ...(input.idempotencyHeader && !isRead(input) ? { [input.idempotencyHeader]: idempotencyKey } : {}),
  };
}
