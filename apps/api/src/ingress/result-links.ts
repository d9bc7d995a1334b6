import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import { resultContext, type CredentialSealer } from '@jarvis/payload-codec/credentials';
import { z } from 'zod';
import { publicAddress } from '../http/public-address.js';
import { CONFIG, CREDENTIAL_SEALER } from '../infrastructure/tokens.js';

const VALID_MS = 24 * 3_600_000;

const Token = z.object({ runId: z.uuid(), until: z.number() });

/** Addresses at which the sender of one delivery, and whoever it tells, can ask for the result of its run for a day. */
@Injectable()
export class ResultLinks {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CREDENTIAL_SEALER) private readonly sealer: CredentialSealer,
  ) {}

  make(hookId: string, runId: string): string {
    const token = this.sealer.sealCredentials({ runId, until: Date.now() + VALID_MS }, resultContext(hookId));
    return publicAddress(this.config.api, `/hooks/${hookId}/results/${token}`);
  }

  /** The run that a token is for; undefined for one that was changed, is of another endpoint, or too old. */
  open(hookId: string, token: string): string | undefined {
    try {
      const { runId, until } = Token.parse(this.sealer.openCredentials(token, resultContext(hookId)));
      return until > Date.now() ? runId : undefined;
    } catch {
      return undefined;
    }
  }
}
