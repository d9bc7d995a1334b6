import { listRules } from '#lib/api/calls.ts';
import type { RuleSummary } from '#lib/api/types.ts';

/** The tags of rules, each once. */
export function tagsOf(rules: readonly Pick<RuleSummary, 'tags'>[]): string[] {
  return [...new Set(rules.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));
}

/** Those of every rule, whatever the list of the moment shows. */
export async function listTags(fetch: typeof globalThis.fetch): Promise<string[]> {
  return tagsOf((await listRules(fetch, { limit: 200 })).items);
}

/** The filter by tag, for a list of rules or of runs; also of a tag that no rule has any more. */
export function tagChoice(value: string | undefined, tags: readonly string[]) {
  const known = value === undefined || tags.includes(value) ? tags : [value, ...tags];
  const options = [{ value: '', label: 'Every tag' }, ...known.map((tag) => ({ value: tag, label: tag }))];
  return { label: 'Tag', param: 'tag', value, options };
}
