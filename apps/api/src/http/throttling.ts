import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from './api-error.js';
import { callerAddress, networkOf } from './caller-address.js';
import { MinuteWindows } from './minute-windows.js';

/** By default a person may ask each endpoint 150 times a second: enough for a busy client, too little for a flood. */
const DEFAULT_PER_MINUTE = 9000;
const LIMIT_KEY = 'jarvis:per-minute';

/** A limit of its own for a route that costs more, guards a secret, or must bear more. */
export const Throttle = (perMinute: number) => SetMetadata(LIMIT_KEY, perMinute);

/** Probes are never counted. */
export const NoRateLimit = () => SetMetadata(LIMIT_KEY, Infinity);

/**
 * Counts requests per endpoint and person, or per address where nobody is signed in, in windows of a minute. The
 * headers are those of the IETF draft (RateLimit-Limit, -Remaining, -Reset) and Retry-After. Per process.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly windows = new MinuteWindows();

  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const limit =
      this.reflector.getAllAndOverride<number | undefined>(LIMIT_KEY, [context.getHandler(), context.getClass()]) ??
      DEFAULT_PER_MINUTE;
    if (limit === Infinity) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { principal } = request;
    const who = principal === undefined ? `ip:${networkOf(callerAddress(request))}` : `user:${principal.userId}`;
    const { hits, endsAt } = this.windows.hit(`${context.getClass().name}.${context.getHandler().name} ${who}`);
    const seconds = Math.ceil((endsAt - Date.now()) / 1000);
    const reply = http.getResponse<FastifyReply>();
    void reply.headers({
      'ratelimit-limit': limit,
      'ratelimit-remaining': Math.max(0, limit - hits),
      'ratelimit-reset': seconds,
    });
    if (hits <= limit) return true;
    void reply.header('retry-after', seconds);
    throw refuse.rateLimited({
      message: 'Too many requests to this endpoint.',
      hint: `Wait ${seconds.toString()} seconds.`,
    });
  }
}
