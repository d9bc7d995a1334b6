import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import {
  ApiBearerAuth,
  ApiCookieAuth,
  ApiDefaultResponse,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiTags,
  DocumentBuilder,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';
import {
  ACCESS,
  ACCESS_KEY,
  ANSWER_KEY,
  COOKIE_KEY,
  KNOWN_AS_KEY,
  PUBLIC_KEY,
  type Access,
  type AnswerSpec,
} from '../http/route.decorators.js';
import { answerBody, convertSchema, ErrorBody } from './schemas.js';

const reflector = new Reflector();
const described = new WeakSet<object>();

/** The OpenAPI 3.1 document of everything the application serves. Needs no database and no start. */
export function createOpenApiDocument(application: INestApplication): OpenAPIObject {
  for (const controller of controllersOf(application)) describeController(controller);
  const builder = new DocumentBuilder()
    .setTitle('Jarvis API')
    .setDescription(
      'Rules, runs, approvals and connections of a Jarvis installation. Answers come in an envelope: data and meta, or error and meta.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'accessToken of POST /api/v1/auth/login' },
      'bearer',
    )
    .addCookieAuth('jarvis_access', { type: 'apiKey', in: 'cookie', description: 'the admin’s cookie' }, 'cookie');
  const document = SwaggerModule.createDocument(application, builder.build(), {
    autoTagControllers: false,
    standardSchemaConverter: convertSchema,
  });
  return tidy(document);
}

function controllersOf(application: INestApplication): Type[] {
  const modules = application.get(ModulesContainer).values();
  return [...modules]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype as Type] : []));
}

/** Writes what the route decorators say in the metadata that the Swagger library reads. */
function describeController(controller: Type): void {
  if (described.has(controller)) return;
  described.add(controller);
  const prototype: unknown = controller.prototype;
  if (typeof prototype !== 'object' || prototype === null) return;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    const handler: unknown = descriptor?.value;
    if (descriptor === undefined || typeof handler !== 'function') continue;
    const answer = reflector.get<AnswerSpec | undefined>(ANSWER_KEY, handler);
    if (answer === undefined) continue;
    const access = reflector.get<Access | undefined>(ACCESS_KEY, handler);
    const isPublic = reflector.get<boolean | undefined>(PUBLIC_KEY, handler) === true;
    const takesCookie = reflector.getAllAndOverride<boolean | undefined>(COOKIE_KEY, [handler, controller]) === true;
    const knownAs =
      reflector.getAllAndOverride<string | undefined>(KNOWN_AS_KEY, [handler, controller]) ??
      controller.name.replace(/Controller$/, '');
    const roles = access === undefined ? 'nobody' : ACCESS[access].join(', ');
    for (const decorate of [
      ApiOperation({
        summary: answer.summary,
        description: isPublic ? 'Public.' : `Roles: ${roles}.`,
        operationId: `${camel(knownAs)}_${name}`,
      }),
      ApiTags(knownAs),
      ...(isPublic ? [] : [ApiBearerAuth('bearer')]),
      ...(takesCookie ? [ApiCookieAuth('cookie')] : []),
      ApiProduces(answer.contentType),
      ApiResponse({ status: answer.status, description: answer.summary, standardSchema: answerBody(answer) }),
      ...Object.entries(answer.others).map(([status, description]) => {
        const standardSchema = Number(status) < 400 ? answerBody(answer) : ErrorBody;
        return ApiResponse({ status: Number(status), description, standardSchema });
      }),
      ApiDefaultResponse({ description: 'Refused or failed', standardSchema: ErrorBody }),
    ]) {
      decorate(prototype, name, descriptor);
    }
  }
}

function camel(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * Sorted, so that the committed copy changes only when the API does; and a public route says so with an empty list,
 * which is OpenAPI's word for it.
 */
function tidy(document: OpenAPIObject): OpenAPIObject {
  const paths = byName(document.paths);
  for (const item of Object.values(paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (operation === undefined) continue;
      operation.security ??= [];
      // Nest cannot know it: every header of ours may be left out.
      for (const parameter of operation.parameters ?? []) {
        if ('in' in parameter && parameter.in === 'header') parameter.required = false;
      }
    }
  }
  return { ...document, paths, components: { ...document.components, schemas: byName(document.components?.schemas) } };
}

function byName<T>(record: Record<string, T> | undefined): Record<string, T> {
  return Object.fromEntries(Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}
