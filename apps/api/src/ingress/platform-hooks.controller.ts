import { Controller, Inject, Param, Post, Req, type RawBodyRequest } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { FastifyRequest } from 'fastify';
import { publicAddress } from '../http/public-address.js';
import { Answers, Public } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { CONFIG } from '../infrastructure/tokens.js';
import { Heard } from './ingress.schemas.js';
import { PlatformHooksService } from './platform-hooks.service.js';

/** What vendors tell of the accounts of an app. Public because the signature is the door. */
@Controller('hooks/platforms')
export class PlatformHooksController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly hooks: PlatformHooksService,
  ) {}

  @Post(':platform')
  @Public()
  @Throttle(60_000)
  @Answers('Hears that something happened in accounts of the installation’s app, and has it looked at', Heard, {
    status: 202,
  })
  deliver(@Param('platform') platform: string, @Req() request: RawBodyRequest<FastifyRequest>) {
    return this.hear({ platform }, request);
  }

  @Post(':platform/:observatoryId')
  @Public()
  @Throttle(60_000)
  @Answers('The same for an app of the observatory’s own', Heard, { status: 202 })
  deliverToObservatory(
    @Param('platform') platform: string,
    @Param('observatoryId', { schema: IdParam }) observatoryId: string,
    @Req() request: RawBodyRequest<FastifyRequest>,
  ) {
    return this.hear({ platform, observatoryId }, request);
  }

  private async hear(place: { platform: string; observatoryId?: string }, request: RawBodyRequest<FastifyRequest>) {
    await this.hooks.accept(place, {
      method: request.method,
      url: publicAddress(this.config.api, request.url),
      headers: request.headers,
      body: request.rawBody ?? Buffer.alloc(0),
    });
    return { heard: true as const };
  }
}
