import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { SessionGuard } from '../auth/session.guard.js';
import { LOGGER } from '../infrastructure/tokens.js';
import { BodyInterceptor } from './body.interceptor.js';
import { EnvelopeInterceptor } from './envelope.interceptor.js';
import { ProblemFilter } from './problem.filter.js';
import { RateLimitGuard } from './throttling.js';
import { createValidationPipe } from './validation.pipe.js';

/** What every request passes, in this order: session, rate limit, body, validation, envelope; and the filter for whatever is thrown. */
@Module({
  imports: [AuthModule],
  providers: [
    { provide: APP_GUARD, useClass: SessionGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_PIPE, useFactory: createValidationPipe },
    { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    {
      provide: APP_FILTER,
      useFactory: (logger: ConstructorParameters<typeof ProblemFilter>[0]) => new ProblemFilter(logger),
      inject: [LOGGER],
    },
  ],
})
export class HttpModule {}
