import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Answers, Public } from '../http/route.decorators.js';
import { NoRateLimit } from '../http/throttling.js';
import { HealthAnswer, Liveness } from './health.schemas.js';
import { HealthService } from './health.service.js';

@Controller('health')
@NoRateLimit()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @Public()
  @Answers('Whether the API can work: 200 or 503, with the state of each part', HealthAnswer, { form: 'raw' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const answer = await this.health.check();
    if (answer.status !== 'ok') void reply.status(503);
    return answer;
  }

  @Get('live')
  @Public()
  @Answers('Whether the process answers at all', Liveness, { form: 'raw' })
  live() {
    return { status: 'ok' };
  }
}
