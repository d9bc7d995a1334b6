import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { requestCancel, requestRun } from '@jarvis/database';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import { startEngine, type TestEngine } from './support/engine.js';
import { publishRule } from './support/rules.js';

jest.setTimeout(180_000);

/** Which way a run goes is in its event. */
const SOURCE = `format: 1
name: Many at once
title: "Order \${{ event.number }}"
trigger: { kind: manual }
steps:
  - id: first
    kind: action
    uses: core.log
    with: { title: "First \${{ event.number }}" }
  - id: way
    kind: branch
    on: \${{ event.way }}
    cases:
      - is: stops
        steps:
          - id: stop
            kind: stop
            outcome: rejected
            message: "Not \${{ event.number }}"
      - is: fails
        steps:
          - id: broken
            kind: action
            uses: core.log
            with: { title: "\${{ event.title }}" }
  - id: last
    kind: action
    uses: core.log
    with: { title: "Last \${{ event.number }}" }
`;

describe('a burst of runs of one rule', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine('http://127.0.0.1:9');
  });
  afterAll(() => engine.stop());

  async function queue(ways: readonly string[]) {
    const { api, owner } = engine;
    const { ruleId, planHash } = await publishRule(api, owner.token, SOURCE);
    const [version] = await api.query('select id from rule_versions where rule_id = $1', [ruleId]);
    const ids = await api.postgres.database.tenant(owner.observatoryId, async (manager) => {
      const made: string[] = [];
      for (const [number, way] of ways.entries()) {
        const run = await requestRun(manager, {
          observatoryId: owner.observatoryId,
          ruleId,
          ruleVersionId: String(version?.['id']),
          planHash,
          triggerType: 'manual',
          triggerSummary: 'By hand',
          event: { number, way, title: '' },
        });
        made.push(run.id);
      }
      return made;
    });
    return { ruleId, ids };
  }

  const ended = (ids: readonly string[]) =>
    until(
      async () => {
        const rows = await engine.api.query(
          `select id, status, title, outcome_message, carrier_id, workflow_id, error from runs
           where id = any($1) and finished_at is not null`,
          [ids],
        );
        return rows.length === ids.length && new Map(rows.map((row) => [row['id'], row]));
      },
      { patienceMs: 90_000, everyMs: 100 },
    );

  it('comes out run by run as if each had been alone, and each is done once', async () => {
    const ways = Array.from({ length: 200 }, (_, index) => ['goes', 'goes', 'stops', 'goes', 'fails'][index % 5] ?? '');
    const { ruleId, ids } = await queue(ways);
    const runs = await ended(ids);
    const statuses = { goes: 'succeeded', stops: 'rejected', fails: 'failed' };
    for (const [index, id] of ids.entries()) {
      const way = z.enum(['goes', 'stops', 'fails']).parse(ways[index]);
      expect(runs.get(id)).toMatchObject({ status: statuses[way], title: `Order ${String(index)}` });
    }
    const carried = [...runs.values()].filter((row) => row['carrier_id'] !== null);
    expect(carried.length).toBeGreaterThan(100);
    expect(carried.every(({ workflow_id: workflowId, status }) => workflowId === null && status !== 'failed')).toBe(
      true,
    );
    const counts = await engine.api.query(
      `select (select count(*) from effects where run_id = any($1))::int as effects,
              (select count(*) from effects where run_id = any($1) group by run_id, step_path
               having count(*) > 1 limit 1) as twice,
              (select count(*) from outbox where delivered_at is null and topic = 'start-run')::int as open,
              (select array[run_count, success_count, failure_count]::int[] from automation_rules where id = $2) as counted`,
      [ids, ruleId],
    );
    expect(counts).toEqual([{ effects: 200 + 120, twice: null, open: 0, counted: [200, 120, 40] }]);
  });

  it('leads from a run to the workflow that carried it', async () => {
    const { ids } = await queue(Array.from({ length: 60 }, () => 'goes'));
    const runs = await ended(ids);
    const [id, row] = [...runs].find(([, { carrier_id: carrier }]) => carrier !== null) ?? [];
    const { api, owner } = engine;
    const Detail = z.looseObject({ temporal: z.looseObject({ workflowId: z.string(), url: z.string() }) });
    const { temporal } = (await api.call('GET', `/api/v1/runs/${String(id)}`, { token: owner.token })).data(Detail);
    expect(temporal.workflowId).toBe(row?.['carrier_id']);
  });

  it('can be cancelled run by run, and whoever is cancelled does nothing', async () => {
    const { ids } = await queue(Array.from({ length: 120 }, () => 'goes'));
    const { api, owner } = engine;
    const last = ids.slice(-10);
    await api.postgres.database.tenant(owner.observatoryId, async (manager) => {
      for (const runId of last) await requestCancel(manager, { observatoryId: owner.observatoryId, runId });
    });
    const runs = await ended(ids);
    for (const id of last) {
      const [row] = await api.query('select count(*)::int as n from effects where run_id = $1', [id]);
      // Either it was cancelled before it began, or it had ended before that.
      expect(['cancelled/0', 'succeeded/2']).toContain(`${String(runs.get(id)?.['status'])}/${String(row?.['n'])}`);
    }
  });
});
