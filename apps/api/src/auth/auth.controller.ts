import { Body, Controller, Delete, Get, Param, Post, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { SmallBody } from '../http/body.js';
import { Allow, Answers, CallerAddress, CurrentPrincipal, PeopleOnly, Public } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import { Throttle } from '../http/throttling.js';
import {
  Device,
  LoginRequest,
  Me,
  RefreshRequest,
  Revoked,
  SignedOut,
  SwitchObservatoryRequest,
  TimeZoneRequest,
  Tokens,
} from './auth.schemas.js';
import { AuthService } from './auth.service.js';
import type { Principal } from './principal.js';

@Controller('api/v1/auth')
@PeopleOnly()
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('login')
  @Public()
  @Throttle(300)
  @SmallBody()
  @Answers('Sign in with email and password', Tokens)
  login(
    @Body({ schema: LoginRequest }) body: LoginRequest,
    @CallerAddress() ip: string,
    @Req() request: FastifyRequest,
  ) {
    return this.auth.login(body, { ip, userAgent: request.headers['user-agent'] });
  }

  @Post('refresh')
  @Public()
  @Throttle(300)
  @SmallBody()
  @Answers('Trade a refresh token for the next pair; using one twice ends the session', Tokens)
  refresh(@Body({ schema: RefreshRequest }) body: z.infer<typeof RefreshRequest>, @CallerAddress() ip: string) {
    return this.auth.refresh(body.refreshToken, ip);
  }

  @Post('logout')
  @Allow('read')
  @Answers('End this session', SignedOut)
  logout(@CurrentPrincipal() principal: Principal) {
    return this.auth.logout(principal);
  }

  @Get('me')
  @PeopleOnly(false)
  @Allow('read')
  @Answers('Who is signed in, and where', Me)
  me(@CurrentPrincipal() principal: Principal) {
    return this.auth.describe(principal);
  }

  @Put('time-zone')
  @Allow('read')
  @Answers('In which zone mails to you name times', Me)
  keepTimeZone(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: TimeZoneRequest }) { timeZone }: z.infer<typeof TimeZoneRequest>,
  ) {
    return this.auth.keepTimeZone(principal, timeZone);
  }

  @Post('observatory')
  @Allow('read')
  @Answers('Continue this session in another observatory', Me)
  switchObservatory(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: SwitchObservatoryRequest }) body: z.infer<typeof SwitchObservatoryRequest>,
  ) {
    return this.auth.switchObservatory(principal, body.observatoryId);
  }

  @Get('devices')
  @Allow('read')
  @Answers('Devices signed in to this account', Device, { form: 'list' })
  devices(@CurrentPrincipal() principal: Principal) {
    return this.auth.listDevices(principal);
  }

  @Delete('devices/:id')
  @Allow('read')
  @Answers('Sign a device out', Revoked)
  revokeDevice(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.auth.revokeDevice(principal, id);
  }
}
