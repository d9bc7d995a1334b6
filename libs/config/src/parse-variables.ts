import type { z } from 'zod';
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.js';
import { remedyFor, variables, type VariableName } from './variables.js';

/** The environment as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The parsed values of the chosen variables. */
export type Variables<Name extends VariableName> = {
  [Key in Name]: z.output<(typeof variables)[Key]>;
};

/** An extra condition over several variables; returns what is wrong, if anything. */
export type Check<Values> = (values: Partial<Values>) => ConfigurationProblem[];

function describe(name: VariableName, given: boolean, issue: z.core.$ZodIssue) {
  return { name, problem: given ? issue.message : 'is not set', remedy: remedyFor(name) };
}

/**
 * Parses the chosen variables; empty strings count as absent (compose files pass those).
 * @throws ConfigurationError naming every problem at once
 */
export function parseVariables<Name extends VariableName>(
  environment: Environment,
  names: readonly Name[],
  check: Check<Variables<Name>> = () => [],
): Variables<Name> {
  const problems: ConfigurationProblem[] = [];
  const values: Partial<Variables<Name>> = {};
  for (const name of names) {
    const raw = environment[name];
    const given = raw !== undefined && raw.trim() !== '';
    const result = variables[name].safeParse(given ? raw : undefined, { error: () => 'has a value of the wrong form' });
    if (result.success) {
      Object.assign(values, { [name]: result.data });
    } else {
      problems.push(...result.error.issues.slice(0, 3).map((issue) => describe(name, given, issue)));
    }
  }
  problems.push(...check(values));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return values as Variables<Name>;
}
