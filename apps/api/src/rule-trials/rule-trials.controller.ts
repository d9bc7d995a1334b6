import { Body, Controller, Delete, Get, Headers, Param, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal, KnownAs } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { NumberLookService } from './number-look.service.js';
import { PinsService } from './pins.service.js';
import { RehearsalService } from './rehearsal.service.js';
import {
  Delivered,
  NumberLook,
  NumberLookRequest,
  PinRequest,
  Pins,
  PinStep,
  Rehearsal,
  RehearseRequest,
  RunNowRequest,
  RunStarted,
  SampleEvent,
  SampleEventRequest,
  StepTrial,
  TrialStepRequest,
} from './rule-trials.schemas.js';
import { RunNowService } from './run-now.service.js';
import { SampleEventService } from './sample-event.service.js';
import { TrialStepService } from './trial-step.service.js';

@Controller('api/v1/rules/:id')
export class RuleTrialsController {
  constructor(
    private readonly runNow: RunNowService,
    private readonly samples: SampleEventService,
    private readonly rehearsals: RehearsalService,
    private readonly numbers: NumberLookService,
    private readonly trials: TrialStepService,
    private readonly pinned: PinsService,
  ) {}

  @Get('sample-event')
  @Allow('read')
  @Answers('The sample event used for previews and rehearsals', SampleEvent)
  sample(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.samples.get(principal, id);
  }

  @Put('sample-event')
  @Allow('operate')
  @Answers('Store the sample event', SampleEvent)
  storeSample(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: SampleEventRequest }) body: z.infer<typeof SampleEventRequest>,
  ) {
    return this.samples.put(principal, id, body.event);
  }

  @Post('send-sample')
  @Allow('operate')
  @Throttle(60)
  @Answers('Sign the sample event and deliver it to the rule as its sender would', Delivered, { status: 202 })
  sendSample(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.samples.send(principal, id);
  }

  @Post('look-at-number')
  @Allow('operate')
  @Throttle(30)
  @Answers(
    'Read a number for a condition now, at the platform itself; nothing is changed and nothing starts',
    NumberLook,
  )
  lookAtNumber(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: NumberLookRequest }) body: NumberLookRequest,
  ) {
    return this.numbers.look(principal, id, body);
  }

  @Post('rehearse')
  @Allow('operate')
  @Throttle(120)
  @Answers('Run the draft or a version in virtual time; nothing leaves', Rehearsal)
  rehearse(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: RehearseRequest }) body: RehearseRequest,
  ) {
    return this.rehearsals.rehearse(principal, id, body);
  }

  @Post('trial-step')
  @Allow('operate')
  @Throttle(120)
  @Answers('Try one step with the data that is known; nothing is written outside', StepTrial)
  trialStep(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: TrialStepRequest }) body: TrialStepRequest,
  ) {
    return this.trials.tryStep(principal, id, body);
  }

  @Get('pins')
  @Allow('read')
  @Answers('Outputs that steps give when the rule is tried out; runs never read them', Pins)
  pins(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.pinned.list(principal, id);
  }

  @Put('pins/:step')
  @Allow('operate')
  @Answers('Pin what a step gives when the rule is tried out', Pins)
  pin(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Param('step', { schema: PinStep }) stepId: string,
    @Body({ schema: PinRequest }) { output }: z.infer<typeof PinRequest>,
  ) {
    return this.pinned.pin(principal, id, { stepId, output });
  }

  @Delete('pins/:step')
  @Allow('operate')
  @Answers('Take a pin away: the step is done again when the rule is tried out', Pins)
  unpin(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Param('step', { schema: PinStep }) stepId: string,
  ) {
    return this.pinned.unpin(principal, id, stepId);
  }

  @Post('run')
  @KnownAs('Rules')
  @Allow('operate')
  @Answers('Run the published version now', RunStarted, { status: 202 })
  run(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: RunNowRequest }) body: z.infer<typeof RunNowRequest>,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    return this.runNow.run(principal, id, { event: body.event, idempotencyKey });
  }
}
