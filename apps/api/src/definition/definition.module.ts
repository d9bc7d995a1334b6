import { Module } from '@nestjs/common';
import { ActionCatalogue } from './action-catalogue.js';
import { CompilePool } from './compile-pool.js';
import { DefinitionController } from './definition.controller.js';
import { RuleCompiler } from './rule-compiler.js';
import { RuleFiles } from './rule-files.js';

/** What the definition language is here, and the compiler that checks what is written in it. */
@Module({
  controllers: [DefinitionController],
  providers: [ActionCatalogue, CompilePool, RuleCompiler, RuleFiles],
  exports: [RuleCompiler, RuleFiles],
})
export class DefinitionModule {}
