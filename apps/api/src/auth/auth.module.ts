import { Module } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { LoginAttempts } from './login-attempts.js';
import { Passwords } from './passwords.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionsService } from './sessions.service.js';
import { SignInQueries } from './sign-in.queries.js';

@Module({
  controllers: [AuthController, ApiTokensController],
  providers: [
    ApiTokensService,
    AuthService,
    AccessTokens,
    RefreshTokens,
    Passwords,
    LoginAttempts,
    SessionsService,
    SignInQueries,
  ],
  exports: [SessionsService],
})
export class AuthModule {}
