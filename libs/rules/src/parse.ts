import { Definition } from './definition.js';
import { guardValue } from './guard.js';
import { problemsOfIssues } from './issues.js';
import type { Problem } from './problem.js';
import { salvage, type Salvaged } from './salvage.js';
import { parseYaml } from './yaml.js';

/** A definition, or everything that is wrong with its form. */
export type ParseResult =
  | { definition: Definition }
  /** `salvaged`: the sound parts, so that a compiler can add the problems it sees there. */
  | { problems: Problem[]; salvaged?: Salvaged };

/**
 * Reads a definition from a value or from YAML (or JSON) text. Never throws.
 * Checks the form only; the compiler checks what it means.
 */
export function parseDefinition(input: unknown): ParseResult {
  let value = input;
  if (typeof input === 'string') {
    const read = parseYaml(input);
    if ('problems' in read) return read;
    value = read.value;
  }
  const unsafe = guardValue(value);
  if (unsafe.length > 0) return { problems: unsafe };

  const parsed = Definition.safeParse(value);
  if (parsed.success) return { definition: parsed.data };
  const problems = problemsOfIssues(parsed.error.issues, value);
  const salvaged = salvage(value);
  return salvaged ? { problems, salvaged } : { problems };
}
