import { Controller, Param, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { SCHEME_DISPLAYS } from '@jarvis/webhook-schemes/display';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers, Public } from '../http/route.decorators.js';
import { Throttle } from '../http/throttling.js';
import { AcceptService, noSuchHook } from './accept.service.js';
import { DeliveryReceipt, HookId } from './ingress.schemas.js';

/** Which headers a delivery needs, by the scheme of the rule's trigger. */
const SIGNATURES = Object.values(SCHEME_DISPLAYS)
  .map(({ label, proof }) => `${label} (${proof})`)
  .join('; ');

/** Webhooks in. Public because the signature is the door. */
@Controller('hooks')
export class IngressController {
  constructor(private readonly accepting: AcceptService) {}

  @Post(':hookId')
  @Public()
  // A sender's burst is legitimate; the cap only keeps one address from occupying the process.
  @Throttle(60_000)
  @Answers(`Accepts a webhook delivery, signed as the rule’s trigger says: ${SIGNATURES}`, DeliveryReceipt, {
    status: 202,
  })
  async deliver(
    @Param('hookId') hookId: string,
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Res({ passthrough: true }) response: FastifyReply,
  ) {
    if (!HookId.safeParse(hookId).success) throw noSuchHook();
    const delivery = { body: request.rawBody ?? Buffer.alloc(0), headers: request.headers };
    const { reply, ...receipt } = await this.accepting.accept(hookId, delivery);
    // Slack reads its challenge from the top of the answer, where our envelope would be.
    if (reply !== undefined) await response.code(200).send(reply);
    return receipt;
  }
}
