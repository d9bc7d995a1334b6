import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { DefinitionModule } from '../definition/definition.module.js';
import { DoorsModule } from '../doors/doors.module.js';
import { IngressModule } from '../ingress/ingress.module.js';
import { RuleTriggersModule } from '../rule-triggers/rule-triggers.module.js';
import { NumberLookService } from './number-look.service.js';
import { PinsService } from './pins.service.js';
import { RealStepService } from './real-step.service.js';
import { RehearsalRunner } from './rehearsal-runner.js';
import { RehearsalService } from './rehearsal.service.js';
import { RuleTrialsController } from './rule-trials.controller.js';
import { RunNowService } from './run-now.service.js';
import { SampleEventService } from './sample-event.service.js';
import { TrialStepService } from './trial-step.service.js';

/** Ways to try a rule: a rehearsal, a step by itself, a run by hand, a sample event. */
@Module({
  imports: [ApprovalsModule, DefinitionModule, DoorsModule, IngressModule, RuleTriggersModule],
  controllers: [RuleTrialsController],
  providers: [
    NumberLookService,
    PinsService,
    RealStepService,
    RehearsalRunner,
    RehearsalService,
    RunNowService,
    SampleEventService,
    TrialStepService,
  ],
})
export class RuleTrialsModule {}
