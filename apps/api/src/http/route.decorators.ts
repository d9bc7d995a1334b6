import { applyDecorators, createParamDecorator, HttpCode, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { callerAddress } from './caller-address.js';

/**
 * Who may call a route. `read`: every role. `review`: who may answer approvals. `operate`: who may build and run.
 * `own`: who may change how the observatory stands to the outside.
 * A route without `@Allow` or `@Public` is refused to everyone.
 */
export const ACCESS = {
  read: ['owner', 'operator', 'reviewer', 'viewer'],
  review: ['owner', 'operator', 'reviewer'],
  operate: ['owner', 'operator'],
  own: ['owner'],
} as const;
export type Access = keyof typeof ACCESS;

export const mayOperate = ({ role }: Principal): boolean => ACCESS.operate.some((one) => one === role);

export const PUBLIC_KEY = 'jarvis:public';
export const ACCESS_KEY = 'jarvis:access';
export const COOKIE_KEY = 'jarvis:cookie';
export const PEOPLE_KEY = 'jarvis:people';
export const ANSWER_KEY = 'jarvis:answer';
export const KNOWN_AS_KEY = 'jarvis:known-as';

/** No session needed. The complete list of such routes is asserted by a test. */
export const Public = () => SetMetadata(PUBLIC_KEY, true);

/** Needs somebody who has signed in: a token of a machine is refused, whatever its role. */
export const PeopleOnly = (only = true) => SetMetadata(PEOPLE_KEY, only);

/** Needs a session of one of the roles behind `access`. */
export const Allow = (access: Access) => SetMetadata(ACCESS_KEY, access);

/**
 * Takes the admin's cookie in place of a bearer token: Temporal UI can send nothing else. Only for routes that answer
 * with data and change nothing, so that there is nothing to forge.
 */
export const AllowCookie = () => SetMetadata(COOKIE_KEY, true);

/**
 * The name of the controller whose routes these were when clients came to know them. Operation ids are what generated
 * clients call: they stay when a route moves to another folder.
 */
export const KnownAs = (controller: string) => SetMetadata(KNOWN_AS_KEY, controller);

export interface AnswerSpec {
  summary: string;
  /** Shape of `data`; the interceptor parses by it, so nothing that it does not name leaves the API. */
  schema: z.ZodType;
  status: number;
  /** `list`: data is an array with `meta.pagination`. `raw`: the schema is the whole body, no envelope. */
  form: 'item' | 'list' | 'raw';
  contentType: string;
  /** In words, what else is worth knowing of its answers, by status: below 400 with the same body, else a refusal. */
  others: Readonly<Record<number, string>>;
}

type AnswerOptions = Partial<Omit<AnswerSpec, 'summary' | 'schema'>>;

/** What a route answers: for the OpenAPI document and for the interceptor that enforces it. */
export function Answers(summary: string, schema: z.ZodType, options: AnswerOptions = {}) {
  const usual = { status: 200, form: 'item', contentType: 'application/json', others: {} } as const;
  const spec: AnswerSpec = { ...usual, ...options, summary, schema };
  return applyDecorators(SetMetadata(ANSWER_KEY, spec), HttpCode(spec.status));
}

/** The signed-in person, put on the request by the session guard. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal === undefined) throw new Error('CurrentPrincipal was used on a route without a session.');
  return principal;
});

export const CallerAddress = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  callerAddress(context.switchToHttp().getRequest<FastifyRequest>()),
);
