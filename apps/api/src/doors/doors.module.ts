import { Module } from '@nestjs/common';
import { RulesModule } from '../rules/rules.module.js';
import { DOORS_CONTROLLERS } from './doors.controller.js';
import { DoorsService } from './doors.service.js';

/** Routes of platforms that lead to their actions. */
@Module({ imports: [RulesModule], controllers: [...DOORS_CONTROLLERS], providers: [DoorsService] })
export class DoorsModule {}
