import { Module } from '@nestjs/common';
import { DefinitionModule } from '../definition/definition.module.js';
import { RuleTriggersModule } from '../rule-triggers/rule-triggers.module.js';
import { NumberLookService } from './number-look.service.js';
import { RehearsalService } from './rehearsal.service.js';
import { RuleTrialsController } from './rule-trials.controller.js';
import { RunNowService } from './run-now.service.js';
import { SampleEventService } from './sample-event.service.js';

/** Ways to try a rule: a rehearsal, a run by hand, a sample event. */
@Module({
  imports: [DefinitionModule, RuleTriggersModule],
  controllers: [RuleTrialsController],
  providers: [NumberLookService, RehearsalService, RunNowService, SampleEventService],
})
export class RuleTrialsModule {}
