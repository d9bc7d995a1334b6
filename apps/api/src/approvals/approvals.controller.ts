import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal, PeopleOnly } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import {
  ApprovalDetail,
  ApprovalSummary,
  ApprovalsQuery,
  DecisionRequest,
  PendingCount,
  PreviewAnswer,
  PreviewRequest,
} from './approvals.schemas.js';
import { ApprovalsService } from './approvals.service.js';
import { AdminClient } from './admin-client.js';
import { DecisionService } from './decision.service.js';

@Controller('api/v1/approvals')
export class ApprovalsController {
  constructor(
    private readonly approvals: ApprovalsService,
    private readonly decisions: DecisionService,
    private readonly clients: AdminClient,
  ) {}

  @Get()
  @Allow('read')
  @Answers('Approvals; pending ones by deadline, others newest first', ApprovalSummary, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: ApprovalsQuery }) query: ApprovalsQuery) {
    return this.approvals.list(principal, query);
  }

  @Get('pending-count')
  @Allow('read')
  @Answers('How many wait for an answer', PendingCount)
  pendingCount(@CurrentPrincipal() principal: Principal) {
    return this.approvals.countPending(principal);
  }

  @Get(':id')
  @Allow('read')
  @Answers('An approval with exactly what will happen, and why', ApprovalDetail)
  get(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.approvals.get(principal, id);
  }

  @Post(':id/preview')
  @Allow('review')
  @Answers('What an edited input would look like, and its risk; decides nothing', PreviewAnswer)
  preview(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: PreviewRequest }) body: z.infer<typeof PreviewRequest>,
  ) {
    return this.decisions.preview(principal, id, body.edited);
  }

  @Post(':id/decision')
  @Allow('review')
  @PeopleOnly()
  @Answers('Approve, approve edited, or reject; 409 says who was first', ApprovalDetail)
  decide(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Body({ schema: DecisionRequest }) body: DecisionRequest,
    @Req() request: FastifyRequest,
  ) {
    return this.decisions.decide(principal, { ...body, id, via: this.clients.isAdmin(request) ? 'admin' : 'api' });
  }
}
