import { Module } from '@nestjs/common';
import { DocumentSource, OPENAPI_DOCUMENT } from './document-source.js';
import { OpenApiController } from './openapi.controller.js';

@Module({
  controllers: [OpenApiController],
  providers: [{ provide: OPENAPI_DOCUMENT, useClass: DocumentSource }],
})
export class OpenApiModule {}
