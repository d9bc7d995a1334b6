import { Module } from '@nestjs/common';
import { DefinitionModule } from '../definition/definition.module.js';
import { RuleDataController } from './rule-data.controller.js';
import { RuleDataService } from './rule-data.service.js';

/** What expressions of a rule can read, and what they give with the data of its events and runs. */
@Module({
  imports: [DefinitionModule],
  controllers: [RuleDataController],
  providers: [RuleDataService],
})
export class RuleDataModule {}
