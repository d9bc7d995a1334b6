import { Inject, Injectable } from '@nestjs/common';
import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { AutomationRule, Database } from '@jarvis/database';
import { Json } from '@jarvis/json';
import {
  type JsonObject,
  Plan,
  type RehearsalAnswer,
  type RehearsalEvent,
  type RunInput,
  type RunResult,
} from '@jarvis/plan';
import { childLists, flattenSteps } from '@jarvis/steps/lists';
import type { PlanNode } from '@jarvis/steps/nodes';
import { Trigger } from '@jarvis/triggers';
import { parseDuration } from '@jarvis/steps/language';
import { eventAlone } from '@jarvis/rules';
import { z } from 'zod';
import type { Principal } from '../auth/principal.js';
import { doesNotCompile, RuleCompiler, type Compiled } from '../definition/rule-compiler.js';
import { findLastEvent } from '../events/events.queries.js';
import { refuse, type ErrorDetail } from '../http/api-error.js';
import { admitInputs } from '../infrastructure/admit-inputs.js';
import { audit } from '../infrastructure/audit.js';
import { checkEventSize } from '../infrastructure/event-size.js';
import { CONNECTORS, DATABASE } from '../infrastructure/tokens.js';
import { sampleOf } from '../rule-triggers/trigger-words.js';
import { findVersionOrFail } from '../rule-versions/rule-versions.queries.js';
import { findRuleOrFail } from '../rules/rules.queries.js';
import { pinsFor } from './pins.js';
import { refuseFiltered } from './refuse-filtered.js';
import { RehearsalRunner } from './rehearsal-runner.js';
import { rehearsedTrigger } from './rehearsed-trigger.js';
import type { Rehearsal, RehearseRequest } from './rule-trials.schemas.js';

const Published = z.looseObject({ trigger: Trigger });

interface Prepared {
  plan: Plan;
  trigger: RunInput['trigger'];
  event: Json;
  rule: { id: string; name: string; version: number };
  pins: Record<string, Json>;
}

/** Runs a rule in virtual time with stand-ins for every effect. */
@Injectable()
export class RehearsalService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONNECTORS) private readonly registry: ConnectorRegistry,
    private readonly compiler: RuleCompiler,
    private readonly runner: RehearsalRunner,
  ) {}

  async rehearse(principal: Principal, ruleId: string, request: RehearseRequest): Promise<z.input<typeof Rehearsal>> {
    const { observatoryId } = principal;
    if (request.event !== undefined) checkEventSize(request.event);
    const prepared = await this.prepare(observatoryId, ruleId, request);
    const answers = answersFor(prepared.plan, request.answers);
    const events = await this.eventsFor(observatoryId, prepared.plan, request.events);
    const failures = failuresFor(prepared.plan, request.failures);
    const startedAt = performance.now();
    const result = await this.runner.run({ ...prepared, answers, events, failures });
    const tookMs = Math.round(performance.now() - startedAt);
    await this.database.tenant(observatoryId, (manager) =>
      audit(manager, principal, { action: 'rule.rehearsed', entityType: 'rule', entityId: ruleId }),
    );
    return toTimeline(result, { tookMs, pins: prepared.pins });
  }

  /** @throws ApiError 422 when an event is for no step of this plan that waits for one */
  private async eventsFor(
    observatoryId: string,
    plan: Plan,
    given: RehearseRequest['events'],
  ): Promise<Record<string, RehearsalEvent>> {
    const waits = placesOf(plan.nodes, 'wait-for-event');
    checkKeys(given, waits, {
      field: 'events',
      code: 'unknown-wait',
      message: 'An event is for a step that waits for none.',
      missing: 'step that waits for an event',
      none: 'It waits for no event.',
      others: 'The steps that wait for one are',
    });
    const nameOf = (key: string) => waits.get(key.split('/').at(-1) ?? '')?.node.event ?? '';
    const wanted = Object.entries(given).flatMap(([key, { body }]) => (body === undefined ? [nameOf(key)] : []));
    const last = new Map<string, JsonObject>();
    for (const name of new Set(wanted)) last.set(name, await this.lastEvent(observatoryId, name));
    return Object.fromEntries(
      Object.entries(given).map(([key, { after, body }]) => [
        key,
        { afterMs: parseDuration(after) ?? 0, body: body ?? last.get(nameOf(key)) ?? {} },
      ]),
    );
  }

  private async lastEvent(observatoryId: string, name: string): Promise<JsonObject> {
    return (await this.database.tenant(observatoryId, (manager) => findLastEvent(manager, name))) ?? {};
  }

  private async prepare(
    observatoryId: string,
    ruleId: string,
    { event, version, trigger: given, pins }: RehearseRequest,
  ): Promise<Prepared> {
    const { rule, found } = await this.database.tenant(observatoryId, async (manager) => ({
      rule: await findRuleOrFail(manager, ruleId),
      found: version === 'draft' ? undefined : await findVersionOrFail(manager, { ruleId, version }),
    }));
    const sample = event ?? rule.sampleEvent;
    const { plan, definition } =
      found === undefined
        ? await this.draftPlan(observatoryId, rule)
        : { plan: Plan.parse(found.plan), definition: found.definition };
    const { trigger } = Published.parse(definition);
    const number = found?.version ?? (rule.publishedVersion?.version ?? 0) + 1;
    const wanted = Json.parse(sample ?? sampleOf(definition, this.registry) ?? defaultEvent(trigger));
    const rehearsed = admitInputs(plan, wanted);
    const prepared = {
      plan,
      trigger: rehearsedTrigger(trigger, { event: rehearsed, given }),
      event: eventAlone(definition, rehearsed),
      rule: { id: rule.id, name: rule.name, version: number },
      pins: pins ? pinsFor(plan, rule.pins) : {},
    };
    refuseFiltered(trigger, prepared);
    return prepared;
  }

  private async draftPlan(observatoryId: string, rule: AutomationRule): Promise<Compiled> {
    const { compiled, problems } = await this.compiler.checkStored(observatoryId, rule);
    if (compiled === undefined) throw doesNotCompile(problems);
    return compiled;
  }
}

/** A schedule tells when it was due, and nothing else; what others bring is not ours to invent. */
function defaultEvent({ kind }: Trigger): Json {
  return kind === 'schedule' ? { scheduledAt: new Date().toISOString() } : {};
}

/** @throws ApiError 422 when an answer is for no approval of this plan */
function answersFor(plan: Plan, given: RehearseRequest['answers']): Record<string, RehearsalAnswer> {
  checkKeys(given, placesOf(plan.nodes, 'approval'), {
    field: 'answers',
    code: 'unknown-approval',
    message: 'An answer is for a step that is no approval.',
    missing: 'approval step',
    none: 'It asks nobody.',
    others: 'Its approvals are',
  });
  return Object.fromEntries(
    Object.entries(given).map(([id, { after, ...answer }]) => [id, { ...answer, afterMs: parseDuration(after) ?? 0 }]),
  );
}

/** @throws ApiError 422 when one is no step of this plan */
function failuresFor(plan: Plan, ids: RehearseRequest['failures']): string[] {
  const known = new Set(flattenSteps(plan.nodes).map(({ id }) => id));
  const details: ErrorDetail[] = ids.flatMap((id, index) => {
    const path = `failures[${index.toString()}]`;
    const message = `The rule has no step "${id}".`;
    return known.has(id)
      ? []
      : [{ path, code: 'unknown-step', message, hint: `Its steps are: ${[...known].join(', ')}.` }];
  });
  if (details.length === 0) return ids;
  throw refuse.unprocessable({ code: 'unknown-step', message: 'A step that shall fail does not exist.', details });
}

/** A step that is answered, with the ids of the loops around it. */
interface Answered<Node> {
  node: Node;
  loops: readonly string[];
}

interface Words {
  field: string;
  code: string;
  message: string;
  missing: string;
  none: string;
  others: string;
}

/** @throws ApiError 422 when a key names none of these steps */
function checkKeys(given: object, places: ReadonlyMap<string, Answered<PlanNode>>, words: Words): void {
  const details: ErrorDetail[] = Object.keys(given)
    .filter((key) => !isOf(key, places))
    .map((key) => ({
      path: `${words.field}.${key}`,
      code: words.code,
      message: `The rule has no ${words.missing} "${key}".`,
      hint: places.size === 0 ? words.none : `${words.others}: ${[...places].map(inWords).join(', ')}.`,
    }));
  if (details.length > 0) throw refuse.unprocessable({ code: words.code, message: words.message, details });
}

/** The steps of a kind by their ids. */
function placesOf<Kind extends PlanNode['kind']>(
  nodes: readonly PlanNode[],
  kind: Kind,
  loops: readonly string[] = [],
): Map<string, Answered<Extract<PlanNode, { kind: Kind }>>> {
  const isOfKind = (node: PlanNode): node is Extract<PlanNode, { kind: Kind }> => node.kind === kind;
  return new Map(
    nodes.flatMap((node) => [
      ...(isOfKind(node) ? [[node.id, { node, loops }] as const] : []),
      ...childLists<PlanNode>(node).flatMap(({ steps, repeats }) => [
        ...placesOf(steps, kind, repeats ? [...loops, node.id] : loops),
      ]),
    ]),
  );
}

/** `review` is for all items of the loops around it, `orders#3/review` for one. */
function isOf(key: string, places: ReadonlyMap<string, Answered<PlanNode>>): boolean {
  const at = key.split('/');
  const loops = places.get(at.pop() ?? '')?.loops;
  if (!loops) return false;
  return (
    at.length === 0 || (at.length === loops.length && at.every((part, depth) => isItemOf(part, loops[depth] ?? '')))
  );
}

function isItemOf(part: string, loop: string): boolean {
  return part.startsWith(`${loop}#`) && /^\d+$/.test(part.slice(loop.length + 1));
}

function inWords([id, { loops }]: [string, Answered<PlanNode>]): string {
  return loops.length === 0 ? id : `${id} (of one item: ${loops.map((loop) => `${loop}#0/`).join('')}${id})`;
}

function toTimeline(
  { status, message, error, steps }: RunResult,
  { tookMs, pins }: Pick<Prepared, 'pins'> & { tookMs: number },
): z.input<typeof Rehearsal> {
  const times = steps
    .flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt ?? startedAt])
    .map((time) => Date.parse(time));
  const start = Math.min(...times, times.length === 0 ? Date.now() : Infinity);
  const end = Math.max(...times, start);
  return {
    status,
    message: message ?? null,
    error: error ?? null,
    startedAt: new Date(start),
    finishedAt: new Date(end),
    virtualMs: end - start,
    tookMs,
    steps: steps.map(({ stepId, startedAt, finishedAt, input, output, error: failure, ...step }) => ({
      ...step,
      id: stepId,
      startedAt,
      finishedAt: finishedAt ?? null,
      offsetMs: Date.parse(startedAt) - start,
      input: input ?? null,
      output: output ?? null,
      error: failure ?? null,
      pinned: step.status === 'succeeded' && Object.hasOwn(pins, stepId),
    })),
  };
}
