import { stringify } from 'yaml';
import { z } from 'zod';
import type { JsonObject } from '@jarvis/plan';

/** A draft in both its forms. `definition` is null while the text is no object at all. */
export interface DraftText {
  definition: JsonObject | null;
  source: string;
}

/** Any definition as YAML, also an unfinished one. */
export function toYaml(definition: unknown): string {
  return stringify(definition, { version: '1.2', schema: 'core', lineWidth: 100, aliasDuplicateObjects: false });
}

const Named = z.looseObject({
  name: z.string().trim().min(1).max(200).catch('Untitled rule'),
  description: z.string().max(2000).nullable().catch(null),
});

const Labels = z.looseObject({
  tags: z.array(z.string()).catch([]),
  owner: z.string().nullable().catch(null),
  runbook: z.string().nullable().catch(null),
});

/** What people find a rule by and turn to, also of an unfinished draft. */
export function labelsOf(definition: unknown): { tags: string[]; owner: string | null; runbook: string | null } {
  const { tags, owner, runbook } = Labels.catch({ tags: [], owner: null, runbook: null }).parse(definition);
  return { tags, owner, runbook };
}

/** Name and description for lists, also of an unfinished draft. */
export function titleOfDraft(definition: JsonObject | null): { name: string; description: string | null } {
  const { name, description } = Named.catch({ name: 'Untitled rule', description: null }).parse(definition);
  return { name, description };
}
