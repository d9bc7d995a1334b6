import { Module } from '@nestjs/common';
import { DefinitionModule } from '../definition/definition.module.js';
import { RuleTriggersModule } from '../rule-triggers/rule-triggers.module.js';
import { DraftSweep } from './draft-sweep.service.js';
import { RuleLifecycleService } from './rule-lifecycle.service.js';
import { RuleReader } from './rule-reader.js';
import { RulesController } from './rules.controller.js';
import { RulesService } from './rules.service.js';

/** Rules and their drafts. */
@Module({
  imports: [DefinitionModule, RuleTriggersModule],
  controllers: [RulesController],
  providers: [DraftSweep, RuleLifecycleService, RuleReader, RulesService],
  exports: [RulesService],
})
export class RulesModule {}
