import type { Server } from 'node:http';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppSettings } from './app.module.js';
import { limitBodies } from './http/body.js';
import { corsOptions } from './http/cors.js';
import { createHostCheck } from './http/host-check.js';
import { nestLogger } from './http/nest-logger.js';
import { refuseBeforeRouting } from './http/problem.filter.js';
import { addRequestHooks, isDelivery, requestIdOf } from './http/request-hooks.js';
import { OPENAPI_DOCUMENT, type DocumentSource } from './openapi/document-source.js';

/** Builds the application without starting it: no port, no connection. */
export async function createApp(settings: AppSettings): Promise<NestFastifyApplication> {
  const { config, logger } = settings;
  const adapter = new FastifyAdapter({
    genReqId: requestIdOf,
    frameworkErrors: refuseBeforeRouting,
    // The admin's server stands between browsers and the API.
    trustProxy: config.api.trustedProxies,
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, maxParamLength: 200 },
    forceCloseConnections: 'idle',
    // Whoever sends slowly holds a connection and nothing else, and not for long.
    requestTimeout: 30_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5000 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(settings), adapter, {
    rawBody: true,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  limitBodies(fastify);
  // A body stays bytes until its sender is known (see BodyInterceptor); a delivery's until the signature was checked.
  app.useBodyParser<Server>('application/json', {}, (request, body, done) =>
    done(null, isDelivery(request) ? undefined : body),
  );
  // Only a delivery comes this far with another type.
  app.useBodyParser<Server>('*', {}, (_request, _body, done) => done(null, undefined));
  app.enableCors(corsOptions(config));
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
    crossOriginResourcePolicy: { policy: 'same-site' },
    hsts: config.mode === 'production',
  });
  addRequestHooks(fastify, { logger, checkHost: createHostCheck(config) });
  app.get<DocumentSource>(OPENAPI_DOCUMENT, { strict: false }).describe(app);
  return app;
}
