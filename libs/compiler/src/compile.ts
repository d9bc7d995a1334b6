import { shapeOfSample } from '@jarvis/expressions';
import { PLAN_FORMAT, Plan } from '@jarvis/plan';
import {
  MAX_PROBLEMS,
  checkTrigger,
  firstProblems,
  parseDefinition,
  type Definition,
  type Problem,
} from '@jarvis/rules';
import { hashJson } from './hash-json.js';
import type { CompileContext, CompilerConnection, CompilerPolicy, CompilerRegistry } from './context.js';
import { limitGroups } from './lanes.js';
import { buildOutline, countSteps } from './outline.js';
import { shapeOfConstant } from './scope.js';
import { compileList } from './steps.js';

/** Most steps of a rule, those inside of others counted. */
const MAX_STEPS = 500;

export interface CompileInput {
  /** A definition, as a value or as YAML or JSON text; checked here whatever it is. */
  definition: unknown;
  registry: CompilerRegistry;
  /** Connections of the rule's observatory, and of no other. */
  connections: readonly CompilerConnection[];
  policy?: CompilerPolicy;
  /** An event as it will arrive: reading a field that it has not gives a warning. */
  sampleEvent?: unknown;
}

/** A plan, or every problem at once. Warnings do not stand in the way of publishing. */
export type CompileResult =
  { plan: Plan; definition: Definition; warnings: Problem[] } | { problems: Problem[]; warnings: Problem[] };

/**
 * Compiles a definition to a plan. Pure and total: it never throws, does no I/O, and the same input gives the same
 * plan with the same hash. Problems of the form come first, then those of the meaning, each once.
 */
export function compileRule({
  definition: given,
  registry,
  connections,
  policy,
  sampleEvent,
}: CompileInput): CompileResult {
  const parsed = parseDefinition(given);
  const problems: Problem[] = 'problems' in parsed ? [...parsed.problems] : [];
  const definition = 'definition' in parsed ? parsed.definition : parsed.salvaged?.definition;
  if (!definition) return { problems, warnings: [] };

  const damaged = new Set('problems' in parsed ? parsed.salvaged?.damagedPaths : []);
  const warnings: Problem[] = [];
  const [report, warn] = [collector(problems, damaged), collector(warnings, damaged)];

  checkTrigger(definition.trigger).forEach(report);
  if (definition.steps.length === 0) {
    report({ path: 'steps', code: 'empty-steps', message: 'The rule has no steps.', hint: 'Add at least one step.' });
  }
  const outline = buildOutline(definition.steps, report);
  const count = countSteps(definition.steps);
  if (count > MAX_STEPS) return { problems: [tooManySteps(count)], warnings: [] };
  const vars = definition.vars ?? {};
  const context: CompileContext = {
    registry,
    connections,
    policy: { approveFrom: policy?.approveFrom ?? 'high' },
    outline,
    taken: new Set(outline.keys()),
    vars: {
      kind: 'object',
      label: '“vars”',
      open: false,
      missingCode: 'unknown-name',
      fields: Object.fromEntries(
        Object.entries(vars).map(([name, value]) => [name, shapeOfConstant(value, `“vars.${name}”`)]),
      ),
    },
    damagedSteps: new Set('problems' in parsed ? parsed.salvaged?.damagedSteps : []),
    scopes: new Map(),
    outputs: new Map(),
    event: shapeOfSample(sampleEvent, 'the sample event'),
    gates: new Map(),
    cores: new Map(),
    entries: new Map(),
    expressions: 0,
    report,
    warn,
  };
  const { nodes } = compileList({ steps: definition.steps, path: 'steps', state: new Map() }, context);
  if (problems.length > 0) return { problems: firstProblems(problems), warnings: firstProblems(warnings) };

  limitGroups(nodes, registry);
  const body = { format: PLAN_FORMAT, name: definition.name, kind: 'rule' as const, vars, nodes };
  return { plan: Plan.parse({ ...body, hash: hashJson(body) }), definition, warnings: firstProblems(warnings) };
}

/**
 * Adds problems to a list, each once, up to one more than are shown. Below a malformed part the compiler sees a
 * replacement, so what it finds there means nothing.
 */
function collector(list: Problem[], damaged: ReadonlySet<string>): (problem: Problem) => void {
  const known = new Set(list.map(keyOf));
  return (problem) => {
    if (list.length > MAX_PROBLEMS || known.has(keyOf(problem)) || isAtOrBelow(problem.path, damaged)) return;
    known.add(keyOf(problem));
    list.push(problem);
  };
}

function keyOf({ path, code, message }: Problem): string {
  return `${path}\n${code}\n${message}`;
}

function isAtOrBelow(path: string, places: ReadonlySet<string>): boolean {
  if (places.size === 0) return false;
  for (let end = 0; end <= path.length; end += 1) {
    const next = path[end];
    if ((next === undefined || next === '.' || next === '[') && places.has(path.slice(0, end))) return true;
  }
  return false;
}

function tooManySteps(count: number): Problem {
  return {
    path: 'steps',
    code: 'too-large',
    message: `The rule has ${count} steps, those in branches counted; at most ${MAX_STEPS} are allowed.`,
    hint: 'Split it into several rules.',
  };
}
