import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { readBody } from './body.js';

/** Reads the body: after session and rate limit, so that nobody else can make it cost anything, and before validation. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') {
      const request = context.switchToHttp().getRequest<FastifyRequest>();
      if (Buffer.isBuffer(request.body)) request.body = readBody(request, request.body);
    }
    return next.handle();
  }
}
