import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { refuse } from '../http/api-error.js';
import { callerAddress } from '../http/caller-address.js';
import { ACCESS, ACCESS_KEY, COOKIE_KEY, PEOPLE_KEY, PUBLIC_KEY, type Access } from '../http/route.decorators.js';
import { SessionsService } from './sessions.service.js';

/** Denies by default: a route is public, or names who may call it, or nobody may. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    const read = (key: string): unknown => this.reflector.getAllAndOverride<unknown>(key, targets);
    if (read(PUBLIC_KEY) === true) return true;

    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerOf(request) ?? (read(COOKIE_KEY) === true ? cookieOf(request) : undefined);
    if (token === undefined) {
      throw refuse.unauthenticated({
        message: 'This needs a session.',
        hint: 'Sign in and send Authorization: Bearer <accessToken>.',
      });
    }
    const principal = await this.sessions.authenticate(token);
    if (principal.byToken && read(PEOPLE_KEY) === true) throw peopleOnly();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS_KEY, targets);
    if (access === undefined || !ACCESS[access].some((role) => role === principal.role)) {
      throw refuse.forbidden({
        message: `As ${principal.role} of this observatory you may not do this.`,
        hint: access === undefined ? 'Nobody may.' : `It needs one of: ${ACCESS[access].join(', ')}. Ask an owner.`,
      });
    }
    request.principal = { ...principal, address: callerAddress(request) };
    return true;
  }
}

function peopleOnly() {
  return refuse.forbidden({
    code: 'people-only',
    message: 'This is for people who have signed in; a token cannot do it, whatever its role.',
    hint: 'Do it in the admin.',
  });
}

function bearerOf(request: FastifyRequest): string | undefined {
  const [scheme, token, ...rest] = request.headers.authorization?.split(' ') ?? [];
  return scheme?.toLowerCase() === 'bearer' && token !== undefined && rest.length === 0 ? token : undefined;
}

/** The admin's cookie, which a browser also sends here because cookies do not know ports. */
function cookieOf(request: FastifyRequest): string | undefined {
  const cookies = request.headers.cookie?.split(';') ?? [];
  for (const cookie of cookies) {
    const [name, value] = cookie.trim().split('=', 2);
    if ((name === 'jarvis_access' || name === '__Host-jarvis_access') && value !== undefined) return decoded(value);
  }
  return undefined;
}

/** What cannot be decoded is no token; as it is, it will not be taken for one. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
