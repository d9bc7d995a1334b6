import { Definition } from './definition.js';
import { guardValue } from './guard.js';
import { problemsOfIssues } from './issues.js';
import { MAX_PROBLEMS, type Finding } from './problem.js';
import { salvage, type Salvaged } from './salvage.js';
import { parseYaml } from './yaml.js';

/** A definition, or everything that is wrong with its form. */
export type ParseResult =
  | { definition: Definition }
  /** `salvaged`: the sound parts, so that a compiler can add the problems it sees there. */
  | { problems: Finding[]; salvaged?: Salvaged };

/**
 * Reads YAML (or JSON) text, or takes a value, and refuses what nobody could handle: sizes, depth, keys that reach
 * prototypes. What comes out may still be no definition.
 */
export function readDefinition(input: unknown): { value: unknown } | { problems: Finding[] } {
  const read = typeof input === 'string' ? parseYaml(input) : { value: input };
  if ('problems' in read) return read;
  const problems = guardValue(read.value);
  return problems.length > 0 ? { problems } : read;
}

/**
 * Reads a definition from a value or from YAML (or JSON) text. Never throws.
 * Checks the form only; the compiler checks what it means.
 */
export function parseDefinition(input: unknown): ParseResult {
  const read = readDefinition(input);
  if ('problems' in read) return read;
  const { value } = read;
  const parsed = Definition.safeParse(value);
  if (parsed.success) return { definition: parsed.data };
  const problems = problemsOfIssues(parsed.error.issues, value);
  // Where nobody reads to the end of what is wrong with the form, there is no need to look for more.
  const salvaged = problems.length > MAX_PROBLEMS ? undefined : salvage(value);
  return salvaged ? { problems, salvaged } : { problems };
}
