import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { JsonObject } from '@jarvis/plan';
import type { DefinitionRequest } from './rules.schemas.js';

/** A draft in both its forms. `definition` is null while the text is no object at all. */
export interface DraftText {
  definition: JsonObject | null;
  source: string;
}

/** JSON and YAML of what somebody wrote in one of them; the YAML stays exactly as typed. */
export function toDraftText({ definition, source }: DefinitionRequest): DraftText {
  if (source !== undefined) return { definition: readYaml(source), source };
  return {
    definition: JsonObject.safeParse(definition).data ?? null,
    source: definition === undefined ? '' : toYaml(definition),
  };
}

/** Any definition as YAML, also an unfinished one. */
export function toYaml(definition: unknown): string {
  return stringify(definition, { version: '1.2', schema: 'core', lineWidth: 100, aliasDuplicateObjects: false });
}

function readYaml(source: string): JsonObject | null {
  try {
    // The compiler reports what is wrong with the text; here it only matters whether there is a value to keep.
    const value: unknown = parse(source, { version: '1.2', schema: 'core', maxAliasCount: 100 });
    // Throws for an anchor that holds itself.
    JSON.stringify(value);
    return JsonObject.parse(value);
  } catch {
    return null;
  }
}

const Named = z.looseObject({
  name: z.string().trim().min(1).max(200).catch('Untitled rule'),
  description: z.string().max(2000).nullable().catch(null),
});

/** Name and description for lists, also of an unfinished draft. */
export function titleOfDraft(definition: JsonObject | null): { name: string; description: string | null } {
  const { name, description } = Named.catch({ name: 'Untitled rule', description: null }).parse(definition);
  return { name, description };
}
