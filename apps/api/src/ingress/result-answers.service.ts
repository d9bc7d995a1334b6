import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@jarvis/database';
import type { Json } from '@jarvis/json';
import type { Logger } from '@jarvis/telemetry';
import type { RunStatus } from '@jarvis/vocabulary';
import { ApiError } from '../http/api-error.js';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';
import { noSuchHook } from './accept.service.js';
import { ResultLinks } from './result-links.js';
import { RunAnswers, type RunAnswer } from './run-answers.js';

/** What a sender is told who asked for the result: the output itself, or where to ask for it. */
export type ResultAnswer =
  | { type: 'output'; output: Json }
  | { type: 'later'; runId: string; resultUrl: string }
  | { type: 'filtered' }
  | { type: 'skipped'; runId: string };

/** Answers of endpoints whose rule answers with its result. */
@Injectable()
export class ResultAnswersService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly answers: RunAnswers,
    private readonly links: ResultLinks,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ApiError where the run did not succeed; it says nothing of what went on inside */
  async wait(
    hookId: string,
    { runId, withinMs }: { runId: string; withinMs: number },
    signal: AbortSignal,
  ): Promise<ResultAnswer> {
    const answer = await this.answers.wait(runId, { withinMs, signal });
    if (answer.type === 'ended' && !signal.aborted) await this.note(runId, answer.status);
    return this.toAnswer(hookId, runId, answer);
  }

  /** @throws ApiError 404 for a token that is none, or not of this endpoint */
  async ask(hookId: string, token: string): Promise<ResultAnswer> {
    const runId = this.links.open(hookId, token);
    const answer = runId === undefined ? undefined : await this.answers.now(runId);
    if (runId === undefined || answer === undefined) throw noSuchHook();
    return this.toAnswer(hookId, runId, answer);
  }

  private toAnswer(hookId: string, runId: string, answer: RunAnswer): ResultAnswer {
    if (answer.type === 'filtered') return { type: 'filtered' };
    if (answer.type === 'ended' && answer.status === 'skipped') return { type: 'skipped', runId };
    if (answer.type !== 'ended') return { type: 'later', runId, resultUrl: this.links.make(hookId, runId) };
    if (answer.status === 'succeeded') return { type: 'output', output: answer.output };
    throw didNotSucceed(answer.status);
  }

  /** For the list of deliveries. The answer is the sender's, whether this succeeds or not. */
  private async note(runId: string, status: RunStatus): Promise<void> {
    try {
      const values = [runId, statusOf(status)];
      await this.database.systemQuery('update inbox set answer_status = $2 where run_id = $1', values);
    } catch (error) {
      this.logger.warn({ err: error, runId }, 'the answer to a delivery was given, and could not be written down');
    }
  }
}

/** A person who said no, or nobody, or who stopped it, is no fault. */
function statusOf(status: RunStatus): number {
  if (status === 'succeeded') return 200;
  if (status === 'skipped') return 202;
  return status === 'rejected' || status === 'expired' || status === 'cancelled' ? 409 : 500;
}

function didNotSucceed(status: RunStatus): ApiError {
  return new ApiError({
    status: statusOf(status),
    code: `run-${status}`,
    message: `The delivery was accepted, and its run ended as ${status}.`,
    hint: 'Who runs this rule sees in Jarvis why.',
  });
}
