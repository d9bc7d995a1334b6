import { Catch, HttpException, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@jarvis/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';
import { translateOutage } from './outages.js';

interface Refusal {
  status: number;
  code: string;
  message: string;
  details?: unknown;
  hint?: string | undefined;
}

/** Codes for errors that Nest, Fastify and the throttler raise themselves. */
const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'invalid-input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'timeout',
  413: 'too-large',
  414: 'too-large',
  415: 'unsupported-media-type',
  429: 'rate-limited',
};

const hintOfStatus: Readonly<Record<number, string>> = {
  404: 'Check the address.',
  413: 'Send less: at most 1 MiB, and 8 KiB before anybody is signed in.',
  415: 'Send the body as application/json.',
  429: 'Wait for the seconds that Retry-After names.',
};

/** Turns everything thrown into the error envelope. What nobody foresaw is logged in full and answered without detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const refusal = toRefusal(thrown);
    const context = { requestId: request.id, method: request.method, route: request.routeOptions.url };
    // An outage refuses many requests alike; one line each is enough, without the stack.
    if (refusal.status === 503) this.logger.warn({ ...context, code: refusal.code, reason: String(thrown) }, 'refused');
    else if (refusal.status >= 500) this.logger.error({ ...context, err: thrown }, refusal.message);
    if (reply.sent) return;
    if (thrown instanceof ApiError && thrown.retryAfterSeconds !== undefined) {
      void reply.header('retry-after', thrown.retryAfterSeconds);
    }
    answer(refusal, request, reply);
  }
}

/** What Fastify refuses before Nest sees it, such as an address that is not well formed. */
export function refuseBeforeRouting(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  answer(toRefusal(error), request, reply);
}

function answer({ status, ...error }: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  // For whoever writes the caller (RFC 8631); the words of an error are for people.
  if (status >= 400 && status < 500) void reply.header('link', '</api/openapi.json>; rel="service-desc"');
  if (status === 503 && !reply.hasHeader('retry-after')) void reply.header('retry-after', '5');
  void reply
    .status(status)
    .type('application/json; charset=utf-8')
    .send({
      success: false,
      error: { details: [], ...error },
      meta: { timestamp: new Date().toISOString(), requestId: request.id },
    });
}

function toRefusal(thrown: unknown): Refusal {
  const known = translateOutage(thrown) ?? thrown;
  if (known instanceof ApiError) {
    return {
      status: known.getStatus(),
      code: known.code,
      message: known.message,
      details: known.details ?? [],
      hint: known.hint,
    };
  }
  const status = statusOf(known);
  if (status !== undefined && status < 500 && known instanceof Error) {
    return {
      status,
      code: codeOfStatus[status] ?? 'refused',
      message: wordsOf(known, status),
      hint: hintOfStatus[status],
    };
  }
  return {
    status: HttpStatus.INTERNAL_SERVER_ERROR,
    code: 'internal',
    message: 'Something went wrong on our side.',
    hint: 'Try again; if it stays, give the request id to whoever runs this installation.',
  };
}

/** Fastify's own errors (body too large, wrong content type) carry `statusCode`. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number')
    return thrown.statusCode;
  return undefined;
}

function wordsOf(error: Error, status: number): string {
  if (status === 404) return 'There is nothing at this address.';
  if (status === 429) return 'Too many requests.';
  return error.message;
}
