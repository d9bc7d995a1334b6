import { isFieldName, shapeOfJsonSchema, shapeOfSample, type ObjectShape, type Shape } from '@jarvis/expressions';
import { isWithin } from '@jarvis/issues/path';
import { PLAN_FORMAT, Plan } from '@jarvis/plan';
import {
  MAX_PROBLEMS,
  checkTrigger,
  PROBLEM_CODES,
  firstFindings,
  parseDefinition,
  toProblem,
  type Definition,
  type Finding,
  type Problem,
  type Severity,
} from '@jarvis/rules';
import { compilerOf } from '@jarvis/steps/compile';
import { displayOf } from '@jarvis/steps/display';
import type { Step } from '@jarvis/steps/language';
import { filterOf } from '@jarvis/triggers';
import { checkLimits, eventOfRun } from './check-limits.js';
import { compileInputs } from './compile-inputs.js';
import { compileList } from './compile-list.js';
import { compileNumber, type NumberSource } from './compile-number.js';
import { compileOutput } from './compile-output.js';
import { compileSource, eventShape, type PlatformSource } from './compile-source.js';
import { hashJson } from './hash-json.js';
import { Actions } from './kit/actions.js';
import { problemsAmong, type ConnectionUse } from './kit/connection.js';
import type {
  CompileContext,
  CompilerConnection,
  CompilerPolicy,
  CompilerRegistry,
  CompilerRule,
} from './kit/context.js';
import { checkCondition, checkText, ExpressionBudget } from './kit/expressions.js';
import { buildOutline, countSteps, reservedName } from './kit/outline.js';
import { closed, NOTHING_RAN, Scopes, shapeOfConstant } from './kit/scope.js';
import { limitGroups } from './lanes.js';

/** Most steps of a rule, those inside of others counted. */
const MAX_STEPS = 500;

export interface CompileInput {
  /** A definition, as a value or as YAML or JSON text; checked here whatever it is. */
  definition: unknown;
  registry: CompilerRegistry;
  /** Connections of the rule's observatory, and of no other. */
  connections: readonly CompilerConnection[];
  /** Rules of the observatory that others may call. */
  rules?: readonly CompilerRule[];
  policy?: CompilerPolicy;
  /** An event as it will arrive: reading a field that it has not gives a warning. */
  sampleEvent?: unknown;
  /** A place, such as `steps[2].with.text`: what expressions can read there is told too. */
  at?: string;
}

/** What expressions can read at a place. */
export interface Readable {
  shape: ObjectShape;
  /** The lists that loops around it go through, as expressions, the outermost first. */
  items: readonly string[];
  vars: Readonly<Record<string, unknown>>;
}

/**
 * A plan unless something is wrong, what it waits for where somebody has to look for it, and every problem at once, errors
 * first. Warnings do not stand in the way of publishing.
 */
export type CompileResult = (
  | { plan: Plan; definition: Definition; source: PlatformSource | NumberSource | undefined }
  | { plan?: undefined; definition?: undefined; source?: undefined }
) & {
  problems: Problem[];
  /** What {@link problemsAmong} needs to give `problems` again once connections have come or gone. */
  anywhere: { problems: Problem[]; uses: ConnectionUse[] };
  /** Absent where nothing was asked, or where too little of the definition can be read. */
  readable?: Readable;
};

/**
 * Compiles a definition to a plan. Pure and total: it never throws, does no I/O, and the same input gives the same
 * plan with the same hash. Problems of the form come first, then those of the meaning, each once.
 */
export function compileRule({
  definition: given,
  registry,
  connections,
  rules = [],
  policy,
  sampleEvent,
  at,
}: CompileInput): CompileResult {
  const parsed = parseDefinition(given);
  const damaged = new Set('problems' in parsed ? parsed.salvaged?.damagedPaths : []);
  const findings = new Findings('problems' in parsed ? parsed.problems : [], damaged);
  const report = (finding: Finding): void => findings.add(finding);
  const definition = 'definition' in parsed ? parsed.definition : parsed.salvaged?.definition;
  const uses: ConnectionUse[] = [];
  const conclude = (problems = findings.list()) => {
    const anywhere = { problems, uses: uses.filter(({ path }) => !findings.hidesConnection(path)) };
    return { problems: problemsAmong(anywhere, { registry, connections }), anywhere };
  };
  if (!definition) return conclude();

  checkTrigger(definition.trigger).forEach(report);
  const platform = compileSource(definition.trigger, { registry, connections, uses, report });
  const inputs = compileInputs(definition, report);
  if (definition.steps.length === 0) {
    report({ path: 'steps', code: 'empty-steps', message: 'The rule has no steps.', hint: 'Add at least one step.' });
  }
  const damagedIds = new Set('problems' in parsed ? parsed.salvaged?.damagedSteps : []);
  const outline = buildOutline(definition.steps, { damagedIds, report });
  const count = countSteps(definition.steps);
  if (count > MAX_STEPS) return conclude([toProblem(tooManySteps(count))]);
  const vars = definition.vars ?? {};
  const unreadable = Object.keys(vars).filter((name) => !isFieldName(name));
  for (const name of unreadable) report(reservedName(`vars.${name}`, name));
  const known = {
    outline,
    vars: shapeOfVars(vars),
    event:
      eventShape(definition.trigger, registry) ??
      (inputs ? shapeOfJsonSchema(inputs, 'the inputs') : shapeOfSample(sampleEvent, 'the sample event')),
    outputOf: (step: Step) =>
      inWords(step, compilerOf(step).outputShape(step, `the output of step “${step.id}”`, { registry, rules })),
  };
  const context: CompileContext = {
    registry,
    connections,
    rules,
    uses,
    policy: { approveFrom: policy?.approveFrom ?? 'high', egress: policy?.egress ?? {} },
    outline,
    scopes: new Scopes({ ...known, event: eventOfRun(known.event, definition.limits) }),
    actions: new Actions(),
    budget: new ExpressionBudget(),
    ids: new Set(outline.keys()),
    at: at ?? '',
    stateThere: NOTHING_RAN,
    report,
  };
  const source = platform ?? compileNumber(definition.trigger, context);
  checkLimits(definition, { context, scope: new Scopes(known).at(NOTHING_RAN) });
  const scope = context.scopes.at(NOTHING_RAN);
  const filter = filterOf(definition.trigger);
  if (filter !== undefined) checkCondition(filter, { context, scope, path: 'trigger.if' });
  if (definition.title !== undefined) checkText(definition.title, { context, scope, path: 'title' });
  const { nodes, state } = compileList({ steps: definition.steps, path: 'steps', state: NOTHING_RAN }, context);
  if (isWithin(context.at, 'output')) context.stateThere = state;
  const output = compileOutput(definition.output, { context, scope: context.scopes.at(state), path: 'output' });
  const { stateThere: there } = context;
  const readable = { shape: context.scopes.at(there), items: there.items, vars };
  const found = { ...conclude(), ...(at === undefined ? {} : { readable }) };
  if (found.problems.some(({ severity }) => severity === 'error')) return found;

  limitGroups(nodes, registry);
  const { name, title } = definition;
  const titled = title === undefined ? {} : { title };
  const taken = inputs === undefined ? {} : { inputs };
  const body = { format: PLAN_FORMAT, name, kind: 'rule' as const, ...titled, ...taken, vars, nodes, ...output };
  return { plan: Plan.parse({ ...body, hash: hashJson(body) }), definition, source, ...found };
}

/** With what its kind says about the fields of its output. */
function inWords(step: Step, shape: Shape): Shape {
  const gives = displayOf(step.kind)?.gives;
  if (shape.kind !== 'object' || !gives || !('names' in gives)) return shape;
  const fields = Object.entries(shape.fields).map(([name, field]): [string, Shape] => {
    const about = gives.names[name];
    return [name, about === undefined ? field : { ...field, about }];
  });
  return { ...shape, fields: Object.fromEntries(fields) };
}

function shapeOfVars(vars: Record<string, unknown>): ObjectShape {
  const fields = Object.entries(vars).map(([name, value]) => [name, shapeOfConstant(value, `“vars.${name}”`)] as const);
  return { ...closed('“vars”', Object.fromEntries(fields)), missingCode: 'unknown-name' };
}

/**
 * What was found, each once, of each severity up to one more than are shown. Below a malformed part the compiler sees a
 * replacement, so what it finds there means nothing.
 */
class Findings {
  private readonly found: Record<Severity, Finding[]>;
  private readonly known: Set<string>;

  constructor(
    ofForm: readonly Finding[],
    private readonly damaged: ReadonlySet<string>,
  ) {
    this.found = { error: [...ofForm], warning: [] };
    this.known = new Set(ofForm.map(keyOf));
  }

  /** Whether what is written about the connection of a step or trigger is malformed. */
  hidesConnection(path: string): boolean {
    return ['uses', 'connection'].some((field) => isAtOrBelow(`${path}.${field}`, this.damaged));
  }

  add(finding: Finding): void {
    const list = this.found[PROBLEM_CODES[finding.code].severity];
    if (list.length > MAX_PROBLEMS || this.known.has(keyOf(finding)) || isAtOrBelow(finding.path, this.damaged)) return;
    this.known.add(keyOf(finding));
    list.push(finding);
  }

  list(): Problem[] {
    const { error, warning } = this.found;
    return [...firstFindings(error), ...firstFindings(warning, 'warning')].map(toProblem);
  }
}

function keyOf({ path, code, message }: Finding): string {
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

function tooManySteps(count: number): Finding {
  return {
    path: 'steps',
    code: 'too-large',
    message: `The rule has ${count} steps, those in branches counted; at most ${MAX_STEPS} are allowed.`,
    hint: 'Split it into several rules.',
  };
}
