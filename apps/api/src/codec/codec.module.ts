import { Module } from '@nestjs/common';
import { CodecController } from './codec.controller.js';
import { CodecService } from './codec.service.js';
import { PayloadOwners } from './payload-owners.js';

@Module({
  controllers: [CodecController],
  providers: [CodecService, PayloadOwners],
})
export class CodecModule {}
