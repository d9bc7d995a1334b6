import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ANSWER_KEY, type AnswerSpec } from './route.decorators.js';
import { Page } from './page.js';

/**
 * Parses every answer by the schema its route declares and puts it in the envelope. Parsing drops what the schema
 * does not name, so a column added to a table never leaks by itself.
 */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const spec = this.reflector.get<AnswerSpec | undefined>(ANSWER_KEY, context.getHandler());
    if (spec === undefined) {
      throw new Error(`${context.getClass().name}.${context.getHandler().name} does not declare what it answers.`);
    }
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((result: unknown) => (reply.sent ? undefined : toBody(spec, result))));
  }
}

function toBody({ form, schema }: AnswerSpec, result: unknown): unknown {
  if (form === 'raw') return schema.parse(result);
  const timestamp = new Date().toISOString();
  if (result instanceof Page) {
    return {
      success: true,
      data: result.items.map((item: unknown) => schema.parse(item)),
      meta: { timestamp, pagination: result.pagination },
    };
  }
  const data =
    form === 'list' && Array.isArray(result) ? result.map((item) => schema.parse(item)) : schema.parse(result);
  return { success: true, data, meta: { timestamp } };
}
