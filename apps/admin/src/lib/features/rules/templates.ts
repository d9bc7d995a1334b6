import { EXAMPLE_RULES, type ExampleRule } from '@jarvis/rules';
import { parse } from 'yaml';
import { readSteps, type StepView } from '../../components/flow/steps.ts';
import { isRecord } from '../../format/json-schema.ts';

/** An example rule, as the page of a new rule shows it. */
export interface Template extends ExampleRule {
  name: string;
  description: string;
  steps: StepView[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const TEMPLATES: readonly Template[] = EXAMPLE_RULES.map((example) => {
  const parsed: unknown = parse(example.source);
  const definition = isRecord(parsed) ? parsed : {};
  return {
    ...example,
    name: text(definition['name']),
    description: text(definition['description']),
    steps: readSteps(definition['steps'], ['steps']),
  };
});

/** Words of “I want to send a mail when …” that say nothing about what is wanted. */
const FILLING = new Set(
  'a an and are do for have i if in is it me my of on or so that the to want when with'.split(' '),
);

/** Those that have every word, wherever it stands; what is wanted counts before what is described. */
export function findTemplates(words: string, templates: readonly Template[] = TEMPLATES): readonly Template[] {
  const sought = wordsOf(words).filter((word) => !FILLING.has(word));
  if (sought.length === 0) return templates;
  const scored = templates.map((template) => ({ template, score: scoreOf(sought, template) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ template }) => template);
}

function scoreOf(sought: readonly string[], { name, want, description, source }: Template): number {
  const places = [`${name} ${want}`, description, source].map(wordsOf);
  const scores = sought.map((word) => {
    const place = places.findIndex((words) => words.some((one) => one.startsWith(word)));
    return place === -1 ? 0 : places.length - place;
  });
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0);
}

function wordsOf(written: string): string[] {
  return written.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
