import { problemsByField } from '../../../components/form/problems.js';
import { isRecord } from '../../../format/json-schema.js';
import { flatten, readSteps } from '../../../components/flow/steps.js';
import { placeOf, wordsAt, type Finding } from './problem-words.js';

/** One thing that keeps a definition from being saved or rehearsed. */
export interface RefusedPlace {
  /** Where the builder shows it. */
  path: string;
  /** “Decide › Condition”, or the rule as a whole. */
  place: string;
  words: string;
}

/** Refusals whose details are places in a definition. */
const OF_DEFINITIONS = new Set(['invalid-definition', 'cannot-look']);

/** What the API refused about a definition, in the builder's words; none where it refused something else. */
export function refusedPlaces(failure: { code: string; details: unknown }, definition: unknown): RefusedPlace[] {
  if (!OF_DEFINITIONS.has(failure.code) || !Array.isArray(failure.details)) return [];
  const steps = flatten(readSteps(isRecord(definition) ? definition['steps'] : undefined, ['steps']));
  return failure.details.flatMap((detail: unknown) => {
    const problem = toFinding(detail);
    if (!problem) return [];
    const place = placeOf(problem.path, { steps, inputSchemaOf: () => undefined });
    return [{ path: problem.path, place: place === '' ? 'The rule' : place, words: wordsAt(problem, { steps }) }];
  });
}

/** Why a text was not taken, and what to do. */
export function whyRefused(
  failure: { code: string; message: string; hint: string | undefined; details: unknown },
  definition: unknown,
): string {
  const [first] = refusedPlaces(failure, definition);
  if (first) return `${first.place}: ${first.words}`;
  const ofText = problemsByField(failure.details).words['source'];
  if (ofText) return ofText.join(' ');
  return failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`;
}

function toFinding(detail: unknown): Finding | null {
  if (!isRecord(detail)) return null;
  const { path, code, message, hint } = detail;
  if (typeof path !== 'string' || typeof code !== 'string' || typeof message !== 'string') return null;
  return { path, code, message, ...(typeof hint === 'string' ? { hint } : {}) };
}
