import { Controller, Param, Post, Req, type RawBodyRequest } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiError, refuse } from '../http/api-error.js';
import { Answers, Public } from '../http/route.decorators.js';
import { Throttle } from '../http/throttling.js';
import { AcceptService, noSuchHook } from './accept.service.js';
import { DeliveryReceipt, HookId } from './ingress.schemas.js';

const JsonObjectBody = z.record(z.string(), z.unknown());

/** Webhooks in. Public because the signature is the door. */
@Controller('hooks')
export class IngressController {
  constructor(private readonly accepting: AcceptService) {}

  @Post(':hookId')
  @Public()
  // A sender's burst is legitimate; the cap only keeps one address from occupying the process.
  @Throttle(60_000)
  @Answers('Accepts a signed webhook delivery (GitHub or Standard Webhooks)', DeliveryReceipt, { status: 202 })
  async deliver(@Param('hookId') hookId: string, @Req() request: RawBodyRequest<FastifyRequest>) {
    if (!isJson(request.headers['content-type'])) {
      throw new ApiError({
        status: 415,
        code: 'unsupported-media-type',
        message: 'A webhook delivery must be JSON.',
        hint: 'Set the content type to application/json at the sender.',
      });
    }
    if (!HookId.safeParse(hookId).success) throw noSuchHook();
    const body = JsonObjectBody.safeParse(request.body);
    if (!body.success || request.rawBody === undefined) {
      throw refuse.invalidInput({
        message: 'The body of a delivery must be a JSON object.',
        hint: 'Send the event as one JSON object.',
      });
    }
    const delivery = { body: request.rawBody, headers: request.headers };
    return this.accepting.accept(hookId, delivery, body.data);
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}
