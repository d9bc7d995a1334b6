import { Module } from '@nestjs/common';
import { RelayModule } from '../relay/relay.module.js';
import { AcceptService } from './accept.service.js';
import { HeldNotices } from './held-notices.js';
import { HookSecrets } from './hook-secrets.js';
import { IngressController } from './ingress.controller.js';
import { PlatformHooksController } from './platform-hooks.controller.js';
import { PlatformHooksService } from './platform-hooks.service.js';
import { RefusalLog } from './refusal-log.js';
import { ResultAnswersService } from './result-answers.service.js';
import { ResultLinks } from './result-links.js';
import { RunAnswers } from './run-answers.js';

/** POST /hooks/:hookId and /hooks/platforms/:platform. */
@Module({
  imports: [RelayModule],
  controllers: [IngressController, PlatformHooksController],
  providers: [
    AcceptService,
    HeldNotices,
    HookSecrets,
    PlatformHooksService,
    RefusalLog,
    ResultAnswersService,
    ResultLinks,
    RunAnswers,
  ],
  exports: [AcceptService],
})
export class IngressModule {}
