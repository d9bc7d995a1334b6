import { Module } from '@nestjs/common';
import { DefinitionModule } from '../definition/definition.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { RuleExportService } from './rule-export.service.js';
import { RuleFilesController } from './rule-files.controller.js';
import { RuleImportService } from './rule-import.service.js';

/** Rules as files: taken out, brought in, copied. */
@Module({
  imports: [DefinitionModule, RulesModule],
  controllers: [RuleFilesController],
  providers: [RuleExportService, RuleImportService],
})
export class RuleFilesModule {}
