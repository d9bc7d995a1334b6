import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWorkspace, startTestDatabase, until, type TestDatabase, type Workspace } from '@jarvis/testing';
import { LIVE_CHANNEL, LiveNotice } from '@jarvis/contracts';
import pg from 'pg';
import { notify } from '@jarvis/database';

let db: TestDatabase;
let ours: Workspace;
const heard: LiveNotice[] = [];
let resumed = 0;
let stop: () => Promise<void>;

beforeAll(async () => {
  db = await startTestDatabase();
  ours = await createWorkspace(db);
  stop = await db.database.listen(LIVE_CHANNEL, {
    message: (payload) => heard.push(LiveNotice.parse(JSON.parse(payload))),
    resumed: () => (resumed += 1),
  });
});
afterAll(async () => {
  await stop();
  await db.stop();
});

const say = (id: string, { fail = false, times = 1 } = {}) =>
  db.database.tenant(ours.observatoryId, async (manager) => {
    for (let time = 0; time < times; time += 1) {
      await notify(manager, { type: 'rule_updated', observatoryId: ours.observatoryId, id });
    }
    if (fail) throw new Error('rolled back');
  });
const ids = () => heard.map(({ id }) => id);

describe('notify and listen', () => {
  it('tells what was committed, once, and nothing that was rolled back', async () => {
    await expect(say('lost', { fail: true })).rejects.toThrow('rolled back');
    await say('same', { times: 3 });
    await say('last');
    await until(() => ids().includes('last'));
    expect(ids().filter((id) => id === 'same')).toHaveLength(1);
    expect(ids()).not.toContain('lost');
  });

  it('listens again after its connection was cut, and says that there was a gap', async () => {
    const admin = new pg.Client({ connectionString: db.adminUrl });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'jarvis-listen-%' and datname = current_database()`,
    );
    await admin.end();
    await until(() => resumed === 1);
    await say('after the gap');
    await until(() => ids().includes('after the gap'));
  });
});
