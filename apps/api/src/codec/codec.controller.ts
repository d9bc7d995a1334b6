import { Body, Controller, Post } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, AllowCookie, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { CodecPayloads } from './codec.schemas.js';
import { CodecService } from './codec.service.js';

/** Temporal's remote codec protocol: its UI shows decoded data to whoever may see it. */
@Controller('codec')
@AllowCookie()
export class CodecController {
  constructor(private readonly codec: CodecService) {}

  @Post('decode')
  @Allow('operate')
  @Answers(
    'Decrypt payloads for Temporal UI; what belongs to another observatory or to nobody known stays encrypted',
    CodecPayloads,
    { form: 'raw' },
  )
  decode(@CurrentPrincipal() principal: Principal, @Body({ schema: CodecPayloads }) body: CodecPayloads) {
    return this.codec.decode(principal, body);
  }

  @Post('encode')
  @Allow('operate')
  @Answers('Encrypt payloads for Temporal UI, readable in this observatory only', CodecPayloads, { form: 'raw' })
  encode(@CurrentPrincipal() principal: Principal, @Body({ schema: CodecPayloads }) body: CodecPayloads) {
    return this.codec.encode(principal, body);
  }
}
