import { Controller, Param, Post, Req, type RawBodyRequest } from '@nestjs/common';
import { ApiHeaders } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Answers, Public } from '../http/route.decorators.js';
import { Throttle } from '../http/throttling.js';
import { AcceptService, noSuchHook } from './accept.service.js';
import { DeliveryReceipt, HookId } from './ingress.schemas.js';

/** By the scheme of the rule's trigger. */
const SIGNATURE_HEADERS = [
  { name: 'x-hub-signature-256', description: 'GitHub: sha256= and the hexadecimal HMAC-SHA256 of the body' },
  { name: 'x-github-delivery', description: 'GitHub: id of the delivery, which runs once' },
  { name: 'x-github-event', description: 'GitHub: name of the event; ping is answered and runs nothing' },
  {
    name: 'webhook-signature',
    description: 'Standard Webhooks: v1, and the base64 HMAC-SHA256 of id.timestamp.body; several may be given',
  },
  { name: 'webhook-id', description: 'Standard Webhooks: id of the delivery, which runs once' },
  { name: 'webhook-timestamp', description: 'Standard Webhooks: Unix seconds, at most five minutes from now' },
];

/** Webhooks in. Public because the signature is the door. */
@Controller('hooks')
export class IngressController {
  constructor(private readonly accepting: AcceptService) {}

  @Post(':hookId')
  @Public()
  // A sender's burst is legitimate; the cap only keeps one address from occupying the process.
  @Throttle(60_000)
  @ApiHeaders(SIGNATURE_HEADERS)
  @Answers('Accepts a signed webhook delivery (GitHub or Standard Webhooks)', DeliveryReceipt, { status: 202 })
  async deliver(@Param('hookId') hookId: string, @Req() request: RawBodyRequest<FastifyRequest>) {
    if (!HookId.safeParse(hookId).success) throw noSuchHook();
    const delivery = { body: request.rawBody ?? Buffer.alloc(0), headers: request.headers };
    return this.accepting.accept(hookId, delivery);
  }
}
