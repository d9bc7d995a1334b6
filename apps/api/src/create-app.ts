import type { Server } from 'node:http';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppSettings } from './app.module.js';
import { corsOptions } from './http/cors.js';
import { createHostCheck } from './http/host-check.js';
import { nestLogger } from './http/nest-logger.js';
import { addRequestHooks, isDelivery, requestIdOf } from './http/request-hooks.js';
import { OPENAPI_DOCUMENT, type DocumentSource } from './openapi/document-source.js';

/** Largest request body. */
const BODY_LIMIT = 1024 * 1024;

/** Builds the application without starting it: no port, no connection. */
export async function createApp(settings: AppSettings): Promise<NestFastifyApplication> {
  const { config, logger } = settings;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: requestIdOf,
    // The admin's server stands between browsers and the API.
    trustProxy: config.api.trustedProxies,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, maxParamLength: 200 },
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(settings), adapter, {
    rawBody: true,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  app.useBodyParser<Server>('application/json', { bodyLimit: BODY_LIMIT }, (request, body, done) => {
    if (isDelivery(request)) done(null, undefined);
    else void parseJson(request, body.toString('utf8'), done);
  });
  // Only a delivery comes this far with another type. Its bytes are read once the signature over them was checked.
  app.useBodyParser<Server>('*', { bodyLimit: BODY_LIMIT }, (_request, _body, done) => done(null, undefined));
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
