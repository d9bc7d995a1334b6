import { Json } from '@jarvis/json';
import { stringify } from 'yaml';
import { z } from 'zod';
import { problemsOfIssues } from './issues.js';
import { readDefinition } from './parse.js';
import type { Finding } from './problem.js';
import { locatorOf } from './yaml.js';

/** What a rule needs where it is imported, for people who read the file. Importing works it out anew. */
const Needs = z.strictObject({
  connections: z.array(z.strictObject({ platform: z.string(), account: z.string().optional() })).optional(),
  rules: z.array(z.string()).optional(),
});
export type FileNeeds = z.infer<typeof Needs>;

/** What a file holds beside the definition, in a second document. */
const Beside = z.strictObject({
  file: z.literal(1),
  note: z.string().max(2000).optional(),
  needs: Needs.optional(),
  sampleEvent: z.unknown().optional(),
});

const SampleEvent = z.record(z.string(), Json);

export interface RuleFile {
  /** The definition exactly as people write it. */
  source: string;
  note?: string | undefined;
  needs?: FileNeeds | undefined;
  sampleEvent?: z.infer<typeof SampleEvent> | undefined;
}

/** A problem of a file, at its place in the text. */
export interface FileProblem extends Finding {
  line?: number;
  column?: number;
}

/** Between two documents of YAML. No text of a definition can hold such a line. */
const MARK = /^---[ \t]*(?:#.*)?\r?\n?$/;
const EXPLAINED =
  '# Beside the rule: what it needs, and an event to try it with. A file without this part is a rule too.';
/** The longest sample event that goes along, as text. */
const MAX_SAMPLE = 100_000;

/** The definition comes first, untouched, so that its lines are those of the file. */
export function writeRuleFile({ source, note, needs, sampleEvent }: RuleFile): string {
  const sample = sampleEvent === undefined ? '' : toText({ sampleEvent });
  const beside = [
    toText({ file: 1, note }),
    needs?.connections === undefined && needs?.rules === undefined ? '' : toText({ needs }),
    sample.length > MAX_SAMPLE ? '# Its sample event is too large for a file.\n' : sample,
  ];
  return `${source}${source.endsWith('\n') ? '' : '\n'}---\n${EXPLAINED}\n${beside.join('')}`;
}

/** Reads what {@link writeRuleFile} wrote, and a definition alone. What is wrong with the definition is the compiler's to say. */
export function readRuleFile(text: string): RuleFile | { problems: FileProblem[] } {
  const { source, beside, line } = split(text);
  if (beside === undefined) return { source };
  const read = readDefinition(beside);
  if ('problems' in read) return { problems: below(read.problems, { beside, line }) };
  const parsed = Beside.safeParse(read.value);
  if (!parsed.success) return { problems: below(problemsOfIssues(parsed.error.issues, read.value), { beside, line }) };
  const { note, needs, sampleEvent } = parsed.data;
  if (sampleEvent === undefined) return { source, note, needs };
  const sample = SampleEvent.safeParse(sampleEvent);
  if (sample.success) return { source, note, needs, sampleEvent: sample.data };
  const wrong: Finding = {
    path: 'sampleEvent',
    code: 'wrong-type',
    message: 'The sample event is not an object.',
    hint: 'Write its fields below it, indented.',
  };
  return { problems: below([wrong], { beside, line }) };
}

/** The last document is what stands beside, if there is a definition before it. */
function split(text: string): { source: string; beside?: string; line: number } {
  const lines = text.split(/(?<=\n)/);
  const at = lines.findLastIndex((line) => MARK.test(line));
  const before = lines.slice(0, Math.max(at, 0));
  if (!before.some((line) => /^[^#%\s]/.test(line) && !MARK.test(line))) return { source: text, line: 0 };
  return { source: before.join(''), beside: lines.slice(at + 1).join(''), line: at + 1 };
}

/** Problems of the second document, at their lines in the file. The parser counts from where that document begins. */
function below(problems: readonly Finding[], { beside, line }: { beside: string; line: number }): FileProblem[] {
  const locate = locatorOf(beside);
  return problems.map((problem) => {
    const place = locate?.(problem.path);
    const message = problem.message.replace(
      /^Line (\d+)/,
      (_, written: string) => `Line ${String(Number(written) + line)}`,
    );
    return { ...problem, message, ...(place && { line: place.line + line, column: place.column }) };
  });
}

function toText(value: object): string {
  return stringify(value, { version: '1.2', schema: 'core', lineWidth: 100, aliasDuplicateObjects: false });
}
