import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from '@jarvis/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';
import { refuseUnstorable } from './body.js';

const wellFormed = /^[A-Za-z0-9._-]{8,100}$/;
/** The caller's request id when it is harmless to repeat in logs and answers, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID();
}

/** Request id on every answer, JSON as the only type of a body, one log line per request, and only text that can be stored in addresses. */
export function addRequestHooks(
  fastify: Pick<FastifyInstance, 'addHook'>,
  { logger, checkHost }: { logger: Logger; checkHost: (request: FastifyRequest) => void },
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    checkHost(request);
    if (request.method === 'GET' || request.method === 'OPTIONS' || request.method === 'HEAD') return;
    // Also without a body: a form or a plain-text post is what another site can make a browser send.
    const type = request.headers['content-type'];
    // The door of deliveries judges their type itself.
    if (isDelivery(request)) return;
    if (type !== undefined && !isJson(type)) throw wrongType();
    // Some clients name the type of a body they do not send.
    if (!hasBody(request)) delete request.headers['content-type'];
    else if (type === undefined) throw wrongType();
  });
  fastify.addHook('preValidation', async ({ query, params }) => refuseUnstorable({ query, params }));
  fastify.addHook('onResponse', async (request, reply) => {
    const level = request.url.startsWith('/health') || isDelivery(request) ? 'debug' : 'info';
    logger[level](
      {
        requestId: request.id,
        method: request.method,
        // The route's pattern: paths and queries may carry what does not belong in a log.
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        observatoryId: request.principal?.observatoryId,
        userId: request.principal?.userId,
      },
      'request',
    );
  });
}

function isJson(type: string): boolean {
  return type.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}

function hasBody({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** A webhook coming in: its body is nobody's until the signature over it was checked. */
export function isDelivery({ url }: Pick<FastifyRequest, 'url'>): boolean {
  return url.startsWith('/hooks/');
}

function wrongType(): ApiError {
  return new ApiError({
    status: 415,
    code: 'unsupported-media-type',
    message: 'The body must be JSON.',
    hint: 'Send it with content-type: application/json.',
  });
}
