import { Controller, Get, Param, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { jsonText } from '@jarvis/json';
import { SCHEME_DISPLAYS } from '@jarvis/webhook-schemes/display';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers, Public } from '../http/route.decorators.js';
import { Throttle } from '../http/throttling.js';
import { AcceptService, noSuchHook } from './accept.service.js';
import { DeliveryReceipt, HookId, ResultReceipt, ResultToken } from './ingress.schemas.js';
import { ResultAnswersService, type ResultAnswer } from './result-answers.service.js';

/** Which headers a delivery needs, by the scheme of the rule's trigger. */
const SIGNATURES = Object.values(SCHEME_DISPLAYS)
  .map(({ label, proof }) => `${label} (${proof})`)
  .join('; ');

/** Webhooks in. Public because the signature is the door. */
@Controller('hooks')
export class IngressController {
  constructor(
    private readonly accepting: AcceptService,
    private readonly results: ResultAnswersService,
  ) {}

  @Post(':hookId')
  @Public()
  // A sender's burst is legitimate; the cap only keeps one address from occupying the process.
  @Throttle(60_000)
  @Answers(`Accepts a webhook delivery, signed as the rule’s trigger says: ${SIGNATURES}`, DeliveryReceipt, {
    status: 202,
    others: { 200: 'the output of the run itself, where the rule answers with its result' },
  })
  async deliver(
    @Param('hookId') hookId: string,
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Res({ passthrough: true }) response: FastifyReply,
  ) {
    if (!HookId.safeParse(hookId).success) throw noSuchHook();
    const delivery = { body: request.rawBody ?? Buffer.alloc(0), headers: request.headers };
    const gone = new AbortController();
    response.raw.once('close', () => gone.abort());
    const { reply, awaited, ...receipt } = await this.accepting.accept(hookId, delivery);
    // Slack reads its challenge from the top of the answer, where our envelope would be.
    if (reply !== undefined) await response.code(200).send(reply);
    if (awaited === undefined) return receipt;
    const answer = await this.results.wait(hookId, awaited, gone.signal);
    return { ...receipt, ...(await send(answer, response)) };
  }

  @Get(':hookId/results/:token')
  @Public()
  @Throttle(600)
  @Answers('The result of a run whose sender was told to ask for it here', ResultReceipt, {
    status: 202,
    others: { 200: 'the output of the run itself' },
  })
  async result(
    @Param('hookId') hookId: string,
    @Param('token') token: string,
    @Res({ passthrough: true }) response: FastifyReply,
  ) {
    if (!HookId.safeParse(hookId).success || !ResultToken.safeParse(token).success) throw noSuchHook();
    return { runId: null, ...(await send(await this.results.ask(hookId, token), response)) };
  }
}

/** An output is the whole body, as its sender expects it; of anything else, what the receipt says of it. */
async function send(answer: ResultAnswer, response: FastifyReply) {
  if (answer.type === 'later') return { runId: answer.runId, resultUrl: answer.resultUrl };
  if (answer.type === 'filtered') return { filtered: true as const };
  if (answer.type === 'skipped') return { runId: answer.runId, skipped: true as const };
  await response.code(200).type('application/json').send(jsonText(answer.output));
  return {};
}
