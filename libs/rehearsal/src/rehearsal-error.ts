/** A rehearsal that could not be carried out; how the plan itself ended is never an error. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';

  constructor(
    readonly code: 'not-supported' | 'no-answer' | 'failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
