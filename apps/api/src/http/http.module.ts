import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { LOGGER } from '../infrastructure/tokens.js';
import { EnvelopeInterceptor } from './envelope.interceptor.js';
import { ProblemFilter } from './problem.filter.js';
import { RateLimitGuard } from './throttling.js';
import { createValidationPipe } from './validation.pipe.js';

/** What every request passes, in this order: rate limit, validation, envelope; and the filter for whatever is thrown. */
@Module({
  providers: [
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_PIPE, useFactory: createValidationPipe },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_FILTER, useFactory: (logger: ConstructorParameters<typeof ProblemFilter>[0]) => new ProblemFilter(logger), inject: [LOGGER] },
  ],
})
export class HttpModule {}
