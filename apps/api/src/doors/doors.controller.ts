import { Body, Controller, Get, Headers, Inject, Param, Patch, Post, Query, Res, type Type } from '@nestjs/common';
import { CONNECTION_PARAMETER, type Door } from '@jarvis/connector-kit';
import { createConnectors } from '@jarvis/connectors';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { Throttle } from '../http/throttling.js';
import { partsOf } from './door-input.js';
import { doorAnswer, OTHER_ANSWERS } from './doors.schemas.js';
import { DoorsService } from './doors.service.js';

const ROUTES = { GET: Get, POST: Post, PATCH: Patch };
const Fields = z.record(z.string(), z.unknown());

/** Base of the controllers below, whose methods are made from what connectors say. */
class Doors {
  constructor(@Inject(DoorsService) readonly doors: DoorsService) {}
}

/** A controller for each platform that has doors, with a route for each of them. */
export const DOORS_CONTROLLERS: readonly Type[] = createConnectors()
  .listConnectors()
  .flatMap(({ platform, doors = [] }) => (doors.length === 0 ? [] : [controllerOf(platform, doors)]));

function controllerOf(platform: string, doors: readonly Door[]): Type {
  class PlatformDoors extends Doors {}
  // Names the operations in the OpenAPI document and in the generated client.
  Object.defineProperty(PlatformDoors, 'name', { value: `${platform}Controller` });
  Controller(`api/v1/integrations/${platform}`)(PlatformDoors);
  for (const door of doors) addRoute(PlatformDoors.prototype, platform, door);
  return PlatformDoors;
}

function addRoute(prototype: Doors, platform: string, door: Door): void {
  const { method, path, action } = door;
  const way = `${method} ${platform}/${path}`;
  const { path: inPath, query, body } = partsOf(door);
  const names = Object.keys(inPath);

  /** Parameters as they are decorated below. */
  async function handle(
    this: Doors,
    principal: Principal,
    reply: FastifyReply,
    idempotencyKey: string | undefined,
    queried: unknown,
    sent: unknown,
    ...segments: string[]
  ) {
    const { [CONNECTION_PARAMETER]: connectionId, ...fields } = Fields.parse(queried);
    const given = Object.fromEntries(names.map((name, index) => [name, segments[index]]));
    const outcome = await this.doors.enter(principal, {
      way,
      action,
      input: { ...fields, ...Fields.parse(sent ?? {}), ...given },
      connectionId: z.string().optional().parse(connectionId),
      idempotencyKey,
    });
    if (outcome.status === 'waiting' || outcome.status === 'running' || outcome.status === 'queued')
      void reply.status(202);
    return outcome;
  }

  const name = action.id.slice(platform.length + 1).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  // By its name the OpenAPI document finds what is decorated.
  Object.defineProperty(handle, 'name', { value: name });
  const descriptor = { value: handle, writable: true, enumerable: false, configurable: true };
  Object.defineProperty(prototype, name, descriptor);
  const parameters = [
    CurrentPrincipal(),
    Res({ passthrough: true }),
    Headers('idempotency-key'),
    Query({ schema: query }),
    ...(body ? [Body({ schema: body })] : [() => undefined]),
    ...names.map((segment) => Param(segment, { schema: inPath[segment] })),
  ];
  parameters.forEach((decorate, index) => decorate(prototype, name, index));
  // What Nest and the OpenAPI document read for methods that a compiler has seen.
  Reflect.defineMetadata(
    'design:paramtypes',
    [Object, Object, String, Object, Object, ...names.map(() => String)],
    prototype,
    name,
  );
  const answers = Answers(action.title, doorAnswer(action), { others: OTHER_ANSWERS });
  for (const decorate of [ROUTES[method](path), Allow('operate'), Throttle(120), answers])
    decorate(prototype, name, descriptor);
}
