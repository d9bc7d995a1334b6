import { Module } from '@nestjs/common';
import { DefinitionModule } from '../definition/definition.module.js';
import { DoorPlans } from './door-plans.js';
import { DOORS_CONTROLLERS } from './doors.controller.js';
import { DoorsService } from './doors.service.js';

/** Routes of platforms that lead to their actions. */
@Module({
  imports: [DefinitionModule],
  controllers: [...DOORS_CONTROLLERS],
  providers: [DoorPlans, DoorsService],
  exports: [DoorPlans, DoorsService],
})
export class DoorsModule {}
