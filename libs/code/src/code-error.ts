/**
 * `code-failed`: the code threw. `code-timeout`, `code-memory`: it was stopped at a limit. `code-result`: what it gave
 * cannot go on.
 */
export interface CodeProblem {
  code: 'code-failed' | 'code-timeout' | 'code-memory' | 'code-result';
  message: string;
  hint?: string;
}

/** The code of a step did not work out. Trying it again would give the same. */
export class CodeError extends Error {
  override readonly name = 'CodeError';

  constructor(readonly problem: CodeProblem) {
    super(problem.message);
  }
}

/** Other code was before it. Nothing of it has run. */
export class CodeBusy extends Error {
  override readonly name = 'CodeBusy';

  constructor() {
    super('Other code of this observatory, or of others, is being run.');
  }
}
