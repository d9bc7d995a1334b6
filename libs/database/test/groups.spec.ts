import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recordGroup, type GroupedEffect } from '@jarvis/database';
import { effectKey, type GroupEnd, type Json, type StepRecord } from '@jarvis/plan';
import { createWorkspace, startTestDatabase, type TestDatabase, type Workspace } from '@jarvis/testing';
import { makeRule, makeRun } from './fixtures.js';

let db: TestDatabase;
let ours: Workspace;
let run: Awaited<ReturnType<typeof makeRun>>;

beforeAll(async () => {
  db = await startTestDatabase();
  ours = await createWorkspace(db);
});
afterAll(() => db.stop());
beforeEach(async () => {
  run = await makeRun(db.database, await makeRule(db.database, ours.observatoryId));
});

const step = (index: number, output: Json): StepRecord => ({
  stepId: `s${index}`,
  path: `steps[${index}]`,
  iteration: '',
  kind: 'action',
  name: `Step ${index}`,
  status: 'succeeded',
  attempts: 1,
  lane: 'local',
  input: { index },
  output,
  startedAt: '2026-11-27T10:00:00.000Z',
  finishedAt: '2026-11-27T10:00:01.000Z',
});

const effectOf = ({ path, output = null }: StepRecord): GroupedEffect => ({
  key: effectKey({ runId: run.runId, path, iteration: '' }),
  stepPath: path,
  iteration: '',
  platform: 'core',
  action: 'core.log',
  effect: 'write',
  inputHash: 'b'.repeat(64),
  request: {},
  response: output,
});

const writeGroup = (steps: StepRecord[], effects: GroupedEffect[], end: GroupEnd) =>
  db.database.statements(ours.observatoryId, (queryable) =>
    recordGroup(queryable, {
      scope: run.scope,
      path: 'steps[0]',
      iteration: '',
      records: [],
      steps,
      feed: [],
      effects,
      end,
    }),
  );

const write = (outputs: Json[], end: GroupEnd) => {
  const steps = outputs.map((output, index) => step(index, output));
  return writeGroup(steps, steps.map(effectOf), end);
};

const stored = (sql: string) =>
  db.database.tenant(ours.observatoryId, async (manager): Promise<unknown> => manager.query(sql, [run.runId]));

describe('a group of steps', () => {
  // More than ten, so that the order of their paths as text is not that in which they ran.
  const outputs: Json[] = [null, { a: [1, null] }, 'text', 4, 5, 6, 7, 8, 9, 10, 'eleventh'];
  const end: GroupEnd = { type: 'left', path: 'steps[11]', alone: true };

  it('that is written once more gets what was written first, to the letter, and writes nothing', async () => {
    const first = await write(outputs, end);
    const again = await write(['other', 'values'], { type: 'completed', output: 'other' });
    expect(again.end).toEqual(end);
    expect(again.steps).toEqual(first.steps);
    expect(await stored('select response from effects where run_id = $1 order by step_path')).toHaveLength(11);
  });

  it('that two workers write at the same moment is one of the two for both', async () => {
    const answers = await Promise.all([
      write(['a'], { type: 'completed', output: 'a' }),
      write(['b', 'b'], { type: 'completed', output: 'b' }),
      write(['c', 'c', 'c'], { type: 'completed', output: 'c' }),
    ]);
    const [{ output: winner } = { output: null }] = answers.map(({ end: ending }) =>
      ending.type === 'completed' ? ending : { output: null },
    );
    for (const { steps, end: ending } of answers) {
      expect(ending).toEqual({ type: 'completed', output: winner });
      expect(new Set(steps.map(({ output }) => output))).toEqual(new Set([winner]));
    }
    const rows = await stored('select distinct output #>> $$ {} $$::text[] as output from run_steps where run_id = $1');
    expect(rows).toEqual([{ output: winner }]);
  });

  it('of which one row cannot be written leaves no row', async () => {
    const steps = [step(0, 'a'), step(1, 'b')];
    const broken = { ...effectOf(step(1, 'b')), effect: 'no such kind' as 'write' };
    const attempt = writeGroup(steps, [effectOf(step(0, 'a')), broken], { type: 'completed', output: null });
    await expect(attempt).rejects.toThrow(/check constraint/);
    for (const table of ['step_groups', 'run_steps', 'effects'])
      expect(await stored(`select 1 from ${table} where run_id = $1`)).toEqual([]);
  });
});
