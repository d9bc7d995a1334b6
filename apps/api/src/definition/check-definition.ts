import {
  compileRule,
  summarizePlan,
  type CompilerConnection,
  type CompilerRegistry,
  type CompilerRule,
  type CompileResult,
  type NumberSource,
  type PlatformSource,
} from '@jarvis/compiler';
import type { EgressPolicy } from '@jarvis/connector-kit';
import { JsonObject, type Plan } from '@jarvis/plan';
import type { RiskLevel } from '@jarvis/vocabulary';
import { readDefinition, toProblem, type Finding, type Problem } from '@jarvis/rules';
import { Trigger } from '@jarvis/triggers';
import { z } from 'zod';
import type { NextTimesShape } from '../rule-triggers/rule-triggers.schemas.js';
import { toYaml, type DraftText } from './draft-text.js';
import { lookAt, type Look, type Looked } from './look-at.js';
import { nextTimesOf } from './next-times.js';

/** What somebody wrote, in one of its forms, and the connections it can use. */
export interface CheckTask {
  definition?: unknown;
  source?: string | undefined;
  connections: readonly CompilerConnection[];
  /** Rules that it may call; absent where it calls none. */
  rules?: readonly CompilerRule[];
  /** Where requests of rules may go. */
  egress?: EgressPolicy;
  /** What the rule's events look like; fields it has not are warned of. */
  sampleEvent?: unknown;
  /** What is asked about a place in it. */
  look?: Look;
  /** From when on its next times are asked for, in milliseconds. */
  timesAfter?: number;
}

export interface Compiled {
  plan: Plan;
  definition: JsonObject;
  trigger: Trigger;
  /** What it watches; undefined where something else starts it. */
  source: PlatformSource | NumberSource | undefined;
}

export interface Checked {
  /** Absent when a problem is an error. */
  compiled: Compiled | undefined;
  problems: Problem[];
  /** What is kept of it, as connections come and go. */
  anywhere: CompileResult['anywhere'];
  /** Not even to be kept as a draft: no object at all, keys that reach prototypes, or sizes nobody can handle. */
  unsafe: boolean;
  /** The same in both forms; empty when it is unsafe. */
  draft: DraftText;
  /** What lists show of the rule. */
  columns: {
    triggerType: Trigger['kind'];
    triggerConfig: JsonObject;
    riskLevel: RiskLevel;
    requiresApproval: boolean;
  };
  /** Absent where nothing was asked, or where too little of the definition can be read. */
  looked?: Looked;
  /** Absent where nobody asked for them. */
  nextTimes?: NextTimesShape;
}

const UNSAFE = new Set<string>(['forbidden-key', 'unstorable-text', 'too-large']);
const WithTrigger = z.looseObject({ trigger: Trigger });

/** Compiles what somebody wrote and puts it into both its forms. Pure; it runs in a thread of its own. */
export function checkDefinition(task: CheckTask, registry: CompilerRegistry): Checked {
  const checked = compile(task, registry);
  const { timesAfter } = task;
  return timesAfter === undefined
    ? checked
    : { ...checked, nextTimes: nextTimesOf(checked.draft.definition, timesAfter) };
}

function compile(
  { definition, source, connections, rules, egress, sampleEvent, look }: CheckTask,
  registry: CompilerRegistry,
): Checked {
  if (source === undefined && !JsonObject.safeParse(definition).success) return noDefinition(definition);
  const result = compileRule({
    definition: source ?? definition,
    registry,
    connections,
    sampleEvent,
    ...(rules && { rules }),
    ...(egress && { policy: { egress } }),
    ...(look && { at: look.at }),
  });
  const looked = look && result.readable ? { looked: lookAt(result.readable, look) } : {};
  const { problems, anywhere } = result;
  if (result.plan === undefined) {
    const unsafe = problems.some(({ code }) => UNSAFE.has(code));
    const draft = unsafe ? { definition: null, source: source ?? '' } : toDraftText({ definition, source });
    const trigger = WithTrigger.safeParse(draft.definition).data?.trigger;
    const columns = columnsOf(trigger, { riskLevel: 'medium', requiresApproval: false });
    return { compiled: undefined, problems, anywhere, unsafe, draft, columns, ...looked };
  }
  const { plan } = result;
  return {
    compiled: {
      plan,
      definition: JsonObject.parse(result.definition),
      trigger: result.definition.trigger,
      source: result.source,
    },
    problems,
    anywhere,
    unsafe: false,
    draft: toDraftText({ definition, source }),
    columns: columnsOf(result.definition.trigger, summarizePlan(plan, registry)),
    ...looked,
  };
}

/** JSON and YAML of what somebody wrote in one of them; the YAML stays exactly as typed. */
export function toDraftText({ definition, source }: Pick<CheckTask, 'definition' | 'source'>): DraftText {
  if (source === undefined) return { definition: JsonObject.parse(definition), source: toYaml(definition) };
  // The compiler reports what is wrong with the text; here it only matters whether there is a value to keep.
  const read = readDefinition(source);
  return { definition: 'value' in read ? (JsonObject.safeParse(read.value).data ?? null) : null, source };
}

/** Text is told apart from a definition here: as a value of `definition` it would be read as YAML. */
function noDefinition(definition: unknown): Checked {
  const problem: Finding =
    definition === undefined
      ? { path: 'definition', code: 'missing-field', message: 'There is no definition.' }
      : { path: 'definition', code: 'wrong-type', message: 'The definition is not a JSON object.' };
  const hint = 'Send an object in definition, or YAML text in source.';
  const problems = [toProblem({ ...problem, hint })];
  return {
    compiled: undefined,
    problems,
    anywhere: { problems, uses: [] },
    unsafe: true,
    draft: { definition: null, source: '' },
    columns: columnsOf(undefined, { riskLevel: 'medium', requiresApproval: false }),
  };
}

function columnsOf(
  trigger: Trigger | undefined,
  { riskLevel, requiresApproval }: { riskLevel: RiskLevel; requiresApproval: boolean },
): Checked['columns'] {
  const { kind, ...config } = trigger ?? { kind: 'manual' as const };
  return { triggerType: kind, triggerConfig: JsonObject.parse(config), riskLevel, requiresApproval };
}
