import { Controller, Get, Inject, Param, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { notFound } from '../http/api-error.js';
import { Answers, Public } from '../http/route.decorators.js';
import { OPENAPI_DOCUMENT, type DocumentSource } from './document-source.js';
import { docsAssets, docsPage, openDocsAsset } from './docs-page.js';

const Html = z.string();

/** The document that clients are generated from, and a page to read it. */
@Controller('api')
export class OpenApiController {
  constructor(@Inject(OPENAPI_DOCUMENT) private readonly source: DocumentSource) {}

  @Get('openapi.json')
  @Public()
  @Answers('This document', z.looseObject({ openapi: z.string() }), { form: 'raw' })
  document() {
    return this.source.get();
  }

  @Get('docs')
  @Public()
  @Answers('This document as a page', Html, { form: 'raw', contentType: 'text/html' })
  page(@Res({ passthrough: true }) reply: FastifyReply) {
    void reply.type('text/html; charset=utf-8');
    return docsPage;
  }

  @Get('docs/:file')
  @Public()
  @Answers('Scripts and styles of the page', z.unknown(), { form: 'raw', contentType: 'application/octet-stream' })
  asset(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const type = docsAssets.get(file);
    if (type === undefined) throw notFound('file');
    void reply.type(type).header('cache-control', 'public, max-age=86400');
    return new StreamableFile(openDocsAsset(file));
  }
}
