import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { RunResult } from '@jarvis/plan';
import { rehearsePlan, RehearsalError, type Rehearsal } from '@jarvis/rehearsal';
import { ApiError } from '../http/api-error.js';
import { TemporalGateway } from '../infrastructure/temporal-gateway.js';
import { CONFIG } from '../infrastructure/tokens.js';

const PING_MS = 2000;

/** Runs plans in virtual time with stand-ins for every effect. */
@Injectable()
export class RehearsalRunner {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly temporal: TemporalGateway,
  ) {}

  /** @throws ApiError 422 when the plan breaks off, 503 when nobody rehearses */
  async run(rehearsal: Rehearsal): Promise<RunResult> {
    // The SDK would try again for a long time while somebody waits in front of a button.
    await this.temporal.ping(PING_MS);
    try {
      const { rehearsalTaskQueue: taskQueue } = this.config.temporal;
      return await this.temporal.rehearse((client) => rehearsePlan(client, { ...rehearsal, taskQueue }));
    } catch (error) {
      if (!(error instanceof RehearsalError)) throw error;
      const status = error.code === 'failed' ? 422 : 503;
      throw new ApiError({ status, code: `rehearsal-${error.code}`, message: error.message, cause: error });
    }
  }
}
