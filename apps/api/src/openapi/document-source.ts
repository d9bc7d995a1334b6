import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

export const OPENAPI_DOCUMENT = Symbol('OPENAPI_DOCUMENT');

/** Makes the document at its first request: the library behind it is not loaded before somebody asks. */
export class DocumentSource {
  private application: INestApplication | undefined;
  private document: Promise<OpenAPIObject> | undefined;

  describe(application: INestApplication): void {
    this.application = application;
  }

  get(): Promise<OpenAPIObject> {
    this.document ??= this.create();
    return this.document;
  }

  private async create(): Promise<OpenAPIObject> {
    if (this.application === undefined) throw new Error('The document was asked for before the application was made.');
    const { createOpenApiDocument } = await import('./create-document.js');
    return createOpenApiDocument(this.application);
  }
}
