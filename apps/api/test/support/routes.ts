import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Operation = z.looseObject({
  operationId: z.string(),
  description: z.string().default(''),
  security: z.array(z.record(z.string(), z.unknown())),
  requestBody: z.unknown().optional(),
});
const Body = z.object({
  content: z.object({ 'application/json': z.object({ schema: z.object({ $ref: z.string() }) }) }),
});
const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({ example: z.unknown().optional() })) }),
});

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  isPublic: boolean;
  /** As the description names them. */
  roles: string[];
  hasBody: boolean;
  /** Of a body, as the document gives it. */
  example: unknown;
}

export const committedDocument = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

const { paths, components } = Document.parse(JSON.parse(committedDocument));

/** Every route of the OpenAPI document. */
export const routes: Route[] = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(method.toUpperCase()),
    path,
    isPublic: operation.security.length === 0,
    roles: operation.description.match(/\b(owner|operator|reviewer|viewer)\b/g) ?? [],
    hasBody: operation.requestBody !== undefined,
    example: exampleOf(operation.requestBody),
  })),
);

function exampleOf(requestBody: unknown): unknown {
  const reference = Body.safeParse(requestBody).data?.content['application/json'].schema.$ref;
  return components.schemas[reference?.split('/').at(-1) ?? '']?.example;
}
