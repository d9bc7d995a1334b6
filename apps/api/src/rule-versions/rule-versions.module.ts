import { Module } from '@nestjs/common';
import { DefinitionModule } from '../definition/definition.module.js';
import { RuleTriggersModule } from '../rule-triggers/rule-triggers.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { PublishService } from './publish.service.js';
import { RuleVersionsController } from './rule-versions.controller.js';
import { RuleVersionsService } from './rule-versions.service.js';

/** What was published of a rule: making the next version, and looking at those there are. */
@Module({
  imports: [DefinitionModule, RulesModule, RuleTriggersModule],
  controllers: [RuleVersionsController],
  providers: [PublishService, RuleVersionsService],
})
export class RuleVersionsModule {}
