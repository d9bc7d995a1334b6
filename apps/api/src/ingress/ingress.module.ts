import { Module } from '@nestjs/common';
import { RelayModule } from '../relay/relay.module.js';
import { AcceptService } from './accept.service.js';
import { HookSecrets } from './hook-secrets.js';
import { IngressController } from './ingress.controller.js';

/** POST /hooks/:hookId. */
@Module({
  imports: [RelayModule],
  controllers: [IngressController],
  providers: [AcceptService, HookSecrets],
})
export class IngressModule {}
