import { Body, Controller, Get, Headers, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { RunStarted } from '../rule-trials/rule-trials.schemas.js';
import { ReplayService } from './replay.service.js';
import {
  EffectShape,
  ReplayPreview,
  ReplayRequest,
  ResolveEffectRequest,
  RunDetail,
  RunFilters,
  RunHistogram,
  RunSummary,
  RunsQuery,
} from './runs.schemas.js';
import { RunControlService } from './run-control.service.js';
import { RunsService } from './runs.service.js';

@Controller('api/v1/runs')
export class RunsController {
  constructor(
    private readonly runs: RunsService,
    private readonly control: RunControlService,
    private readonly replays: ReplayService,
  ) {}

  @Get()
  @Allow('read')
  @Answers('Runs, newest first unless `sort` says otherwise', RunSummary, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: RunsQuery }) query: RunsQuery) {
    return this.runs.list(principal, query);
  }

  @Get('histogram')
  @Allow('read')
  @Answers('How many runs there are by time and status, with the filters of the list', RunHistogram)
  histogram(@CurrentPrincipal() principal: Principal, @Query({ schema: RunFilters }) filters: RunFilters) {
    return this.runs.histogram(principal, filters);
  }

  @Get(':id')
  @Allow('read')
  @Answers('A run with its steps, effects and approvals', RunDetail)
  get(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.runs.get(principal, id);
  }

  @Post(':id/cancel')
  @Allow('operate')
  @Answers('Ask the run to stop; it settles as cancelled when its current step lets go', RunSummary, { status: 202 })
  cancel(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.control.cancel(principal, id);
  }

  @Get(':id/replay')
  @Allow('read')
  @Answers('Before an event is run again: what stands of its earlier runs, and which versions there are', ReplayPreview)
  previewReplay(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.replays.preview(principal, id);
  }

  @Post(':id/replay')
  @Allow('operate')
  @Answers('Run the event again, as a new run with the same or the current version', RunStarted, { status: 202 })
  replay(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: ReplayRequest }) body: ReplayRequest,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    return this.replays.replay(principal, id, { ...body, idempotencyKey });
  }

  @Post(':id/retry-now')
  @Allow('operate')
  @Answers('Cut short what the run waits for at a vendor: the step is tried at once', RunSummary, { status: 202 })
  retryNow(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.control.retryNow(principal, id);
  }

  @Post(':id/start-now')
  @Allow('operate')
  @Answers('Start a run that the limits of its rule hold back', RunSummary, { status: 202 })
  startNow(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.control.startNow(principal, id);
  }

  @Post(':id/effects/:effectId/resolve')
  @Allow('operate')
  @Answers('Say what became of an effect that is unknown', EffectShape)
  resolveEffect(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Param('effectId', { schema: IdParam }) effectId: string,
    @Body({ schema: ResolveEffectRequest }) body: ResolveEffectRequest,
  ) {
    return this.control.resolveEffect(principal, { runId: id, effectId, ...body });
  }
}
