import { Module } from '@nestjs/common';
import { ActionCatalogue } from './action-catalogue.js';
import { CompilePool } from './compile/compile-pool.js';
import { DefinitionController } from './definition.controller.js';
import { NextFires } from './next-fires.js';
import { PublishService } from './publish.service.js';
import { RehearsalService } from './rehearsal.service.js';
import { RuleCompiler } from './rule-compiler.js';
import { RuleLifecycleService } from './rule-lifecycle.service.js';
import { RuleReader } from './rule-reader.js';
import { RuleTrialsController } from './rule-trials.controller.js';
import { RuleVersionsController } from './rule-versions.controller.js';
import { RuleVersionsService } from './rule-versions.service.js';
import { RulesController } from './rules.controller.js';
import { RulesRepository } from './rules.repository.js';
import { RulesService } from './rules.service.js';
import { RunNowService } from './run-now.service.js';
import { SampleEventService } from './sample-event.service.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';

@Module({
  controllers: [RulesController, RuleVersionsController, RuleTrialsController, DefinitionController],
  providers: [
    ActionCatalogue,
    CompilePool,
    NextFires,
    PublishService,
    RehearsalService,
    RuleCompiler,
    RuleLifecycleService,
    RuleReader,
    RuleVersionsService,
    RulesRepository,
    RulesService,
    RunNowService,
    SampleEventService,
    WebhookEndpointsService,
  ],
  exports: [NextFires, RuleCompiler],
})
export class RulesModule {}
