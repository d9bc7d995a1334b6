import { Module } from '@nestjs/common';
import { DefinitionModule } from '../definition/definition.module.js';
import { DOORS_CONTROLLERS } from './doors.controller.js';
import { DoorsService } from './doors.service.js';

/** Routes of platforms that lead to their actions. */
@Module({ imports: [DefinitionModule], controllers: [...DOORS_CONTROLLERS], providers: [DoorsService] })
export class DoorsModule {}
