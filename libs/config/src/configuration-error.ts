/** One thing wrong with the environment, in words. */
export interface ConfigurationProblem {
  name: string;
  problem: string;
  remedy: string;
}

/** Thrown once with everything that is wrong, so that nobody repairs variables one start at a time. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly ConfigurationProblem[]) {
    const lines = problems.map(({ name, problem, remedy }) => `  ${name} ${problem}\n    → ${remedy}`);
    const count = problems.length === 1 ? '1 setting is' : `${problems.length.toString()} settings are`;
    super(`The configuration is not usable: ${count} missing or wrong.\n${lines.join('\n')}`);
  }
}
