import { HttpException } from '@nestjs/common';

/** One thing wrong with the input: where, what, and what to do where that is not said by what is wrong. */
export interface ErrorDetail {
  path: string;
  code: string;
  message: string;
  hint?: string;
}

interface ApiErrorOptions {
  status: number;
  code: string;
  /** For a person: what happened and where. */
  message: string;
  /** For a person: what to do. */
  hint?: string;
  /** A list of problems, or facts about the refusal (who was first, which revision is current). */
  details?: ErrorDetail[] | Record<string, unknown>;
  /** For a refusal that ends by itself: the header Retry-After. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** A refusal in the API's own words; the filter writes it into the error envelope. */
export class ApiError extends HttpException {
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: ErrorDetail[] | Record<string, unknown> | undefined;

  readonly retryAfterSeconds: number | undefined;

  constructor({ status, code, message, hint, details, retryAfterSeconds, cause }: ApiErrorOptions) {
    super(message, status, { cause });
    this.code = code;
    this.hint = hint;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

type Words = Omit<ApiErrorOptions, 'status' | 'code'> & { code?: string };

const refusal =
  (status: number, code: string) =>
  (words: Words): ApiError =>
    new ApiError({ status, code, ...words });

/** Ready-made refusals by meaning, so that a status and its code never drift apart. */
export const refuse = {
  invalidInput: refusal(400, 'invalid-input'),
  unauthenticated: refusal(401, 'unauthenticated'),
  forbidden: refusal(403, 'forbidden'),
  conflict: refusal(409, 'conflict'),
  unprocessable: refusal(422, 'unprocessable'),
  rateLimited: refusal(429, 'rate-limited'),
  unavailable: refusal(503, 'unavailable'),
};

/** The same answer for what does not exist and for what belongs to another observatory. */
export function notFound(thing: string): ApiError {
  return new ApiError({
    status: 404,
    code: 'not-found',
    message: `There is no such ${thing} here.`,
    hint: 'Check the id and the observatory you are signed in to.',
  });
}
