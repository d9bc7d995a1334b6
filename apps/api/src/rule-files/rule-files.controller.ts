import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import { RuleDetail } from '../rules/rules.schemas.js';
import {
  ExportQuery,
  ImportRequest,
  LookRequest,
  RuleFileShape,
  RuleImported,
  RuleImportLook,
} from './rule-files.schemas.js';
import { RuleExportService } from './rule-export.service.js';
import { RuleImportService } from './rule-import.service.js';

@Controller('api/v1/rules')
export class RuleFilesController {
  constructor(
    private readonly exports: RuleExportService,
    private readonly imports: RuleImportService,
  ) {}

  @Get(':id/export')
  @Allow('read')
  @Throttle(1200)
  @Answers('The rule as a file, with what it needs elsewhere; without ids and secrets of this place', RuleFileShape)
  export(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdParam }) id: string,
    @Query({ schema: ExportQuery }) query: z.infer<typeof ExportQuery>,
  ) {
    return this.exports.export(principal, id, query);
  }

  @Post(':id/duplicate')
  @Allow('operate')
  @Throttle(600)
  @Answers('A new draft that says the same, switched off', RuleDetail, { status: 201 })
  duplicate(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.exports.duplicate(principal, id);
  }

  @Post('import/look')
  @Allow('operate')
  @Throttle(600)
  @Answers('What a file needs here and what is wrong with it; makes nothing', RuleImportLook)
  look(@CurrentPrincipal() principal: Principal, @Body({ schema: LookRequest }) body: LookRequest) {
    return this.imports.look(principal, body);
  }

  @Post('import')
  @Allow('operate')
  @Throttle(600)
  @Answers('Make a draft of a file; it publishes nothing. 409 when the rule was changed meanwhile', RuleImported, {
    status: 201,
  })
  import(@CurrentPrincipal() principal: Principal, @Body({ schema: ImportRequest }) body: ImportRequest) {
    return this.imports.import(principal, body);
  }
}
