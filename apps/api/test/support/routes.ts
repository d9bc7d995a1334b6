import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Operation = z.looseObject({
  operationId: z.string(),
  description: z.string().default(''),
  security: z.array(z.record(z.string(), z.unknown())),
  requestBody: z.unknown().optional(),
});
const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), Operation)),
});

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  isPublic: boolean;
  /** As the description names them. */
  roles: string[];
  hasBody: boolean;
}

export const committedDocument = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

/** Every route of the OpenAPI document. */
export const routes: Route[] = Object.entries(Document.parse(JSON.parse(committedDocument)).paths).flatMap(
  ([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(method.toUpperCase()),
      path,
      isPublic: operation.security.length === 0,
      roles: operation.description.match(/\b(owner|operator|reviewer|viewer)\b/g) ?? [],
      hasBody: operation.requestBody !== undefined,
    })),
);
