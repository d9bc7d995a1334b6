// How long lists, deep pages, searches and the dashboard take with many runs: docs/performance.md says what came out.
//   npm run build && JARVIS_TEST_POSTGRES_URL=… node bench/measure-lists.mjs [--runs 200000] [--rounds 20]
// JARVIS_TEST_POSTGRES_URL: superuser URL of a server that may be filled with rubbish.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { loadConfig } from '@jarvis/config';
import { createLogger } from '@jarvis/telemetry';
import { createWorkspace, startTestDatabase } from '@jarvis/testing';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { createApp } from '../apps/api/dist/create-app.js';
import { percentile, round } from './statistics.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '20' } },
});
const runs = Number(values.runs);
const password = 'only for this measurement';

/** Twenty rules with runs over four weeks, their steps of the feed, and 5,000 approvals of which 300 wait. */
const SEED = `
  insert into automation_rules (observatory_id, name, trigger_type, trigger_config, draft, enabled)
    select $1, 'Rule ' || n || case when n = 7 then ' about invoices' else '' end, 'manual', '{}', '{}', true
    from generate_series(1, 20) n;
  insert into rule_versions (observatory_id, rule_id, version, definition, plan, plan_hash, connections)
    select $1, id, 1, jsonb_build_object('tags', jsonb_build_array('all', case when name like '%invoices' then 'rare' else 'most' end)),
      '{}', repeat('0', 64), array['00000000-0000-4000-8000-000000000001'::uuid] from automation_rules where observatory_id = $1;
  with rules as (select array_agg(rule_id order by rule_id) ids, array_agg(id order by rule_id) versions
                 from rule_versions where observatory_id = $1)
  insert into runs (observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, title, status, outcome_message, event, created_at, started_at, finished_at)
    select $1, rules.ids[1 + n % 20], rules.versions[1 + n % 20], repeat('0', 64), case when n % 1000 = 0 then 'manual' else 'webhook' end,
      'issues.closed from octo-org/octo-repo, order ' || n, 'Order of customer ' || n % 5000, (array['succeeded','succeeded','succeeded','failed','rejected'])[1 + n % 5],
      case when n % 5 = 3 then 'The vendor answered 500.' end, '{}', at, at, at + n % 977 * interval '1 second'
    from rules, generate_series(1, $2) n, lateral (select now() - (n || ' seconds')::interval * (2419200.0 / $2) as at) t;
  insert into activity_logs (observatory_id, run_id, rule_id, step_path, activity_type, action, title, metadata, status, occurred_at)
    select $1, id, rule_id, 'steps[0]', case when random() < 0.2 then 'model' else 'log' end, 'created', trigger_summary,
      '{"inputTokens": 10, "outputTokens": 20, "costUsd": 0.001}', 'success', created_at from runs where observatory_id = $1;
  insert into approval_requests (observatory_id, automation_rule_id, run_id, step_path, title, platform, action, action_data, action_hash, risk_level, status, requested_at, responded_at, expires_at, approved_data, approved_hash)
    select $1, rule_id, id, 'steps[0]', 'Publish', 'twitter', 'twitter.create-post', '{"text":"x"}', repeat('0', 64), 'medium',
      case when n <= 300 then 'pending' else 'approved' end, created_at, case when n > 300 then created_at end,
      case when n <= 300 then now() + interval '1 day' else created_at end, '{}', repeat('0', 64)
    from (select *, row_number() over (order by created_at desc) n from runs where observatory_id = $1 limit 5000) r;
  analyze;`;

const database = await startTestDatabase();
const config = loadConfig({
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  DATABASE_URL: database.url,
  DATABASE_SYSTEM_URL: database.systemUrl,
  TEMPORAL_ADDRESS: '127.0.0.1:9',
  JARVIS_ENCRYPTION_KEYS: `t1:${randomBytes(32).toString('base64')}`,
  JWT_SECRET: randomBytes(48).toString('base64'),
});
const { observatoryId, email } = await createWorkspace(database, { role: 'owner', passwordHash: await hash(password) });
const sql = new pg.Client({ connectionString: database.adminUrl });
await sql.connect();
const literal = SEED.replaceAll('$1', `'${observatoryId}'::uuid`).replaceAll('$2', String(runs));
for (const statement of literal.split(/;\s*$/m)) if (statement.trim() !== '') await sql.query(statement);
await sql.query('vacuum analyze');

const app = await createApp({ config, logger: createLogger({ name: 'bench', level: 'silent' }) });
await app.init();
await app.getHttpAdapter().getInstance().ready();
const headers = {};
const get = async (url) => {
  const response = await app.inject({ method: 'GET', url: `/api/v1${url}`, headers });
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode} ${response.body}`);
  return response.json();
};
const login = { method: 'POST', url: '/api/v1/auth/login', payload: { email, password } };
headers.authorization = `Bearer ${(await app.inject(login)).json().data.accessToken}`;

async function cursorAfter(path, pages) {
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const { meta } = await get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`);
    cursor = `&cursor=${meta.pagination.nextCursor}`;
  }
  return cursor;
}

const deep = await cursorAfter('/runs', 50);
const deepActivity = await cursorAfter('/activity', 50);
const [{ id }] = (await get(`/runs?limit=1${deep}`)).data;
const questions = {
  'runs, first page': '/runs?limit=50',
  'runs, page after 10,000': `/runs?limit=50${deep}`,
  'runs, failed': '/runs?limit=50&status=failed',
  'search, everywhere': '/runs?limit=50&q=octo-repo',
  'search, one run': `/runs?limit=50&q=${encodeURIComponent(`order ${Math.round(runs / 2)}`)}`,
  'search, nothing': '/runs?limit=50&q=nowhere+to+be+found',
  'search, rule name': '/runs?limit=50&q=invoices',
  'search, short id': `/runs?limit=50&q=${id.slice(-8)}`,
  'search, title': '/runs?limit=50&q=customer+4321',
  'runs, tag': '/runs?limit=50&tag=rare',
  'runs, nearly nothing': '/runs?limit=50&tag=rare&trigger=manual&status=rejected',
  'runs, rare trigger': '/runs?limit=50&trigger=manual',
  'runs, connection': '/runs?limit=50&connectionId=00000000-0000-4000-8000-000000000001',
  'runs, outcome': '/runs?limit=50&outcome=vendor',
  'runs, oldest': '/runs?limit=50&sort=oldest',
  'runs, longest': '/runs?limit=50&sort=longest',
  'runs, longest that failed': '/runs?limit=50&sort=longest&status=failed',
  'runs, by status': '/runs?limit=50&sort=status',
  'histogram, all': '/runs/histogram',
  'histogram, a day': `/runs/histogram?from=${new Date(Date.now() - 86_400_000).toISOString()}`,
  'histogram, tag': '/runs/histogram?tag=rare',
  'histogram, search': '/runs/histogram?q=octo-repo',
  'activity, first page': '/activity?limit=50',
  'activity, page after 10,000': `/activity?limit=50${deepActivity}`,
  'activity, one platform': '/activity?limit=50&platform=twitter',
  'approvals, waiting': '/approvals?limit=50&status=pending',
  'approvals, all': '/approvals?limit=50',
  rules: '/rules?limit=50',
  dashboard: '/dashboard',
};
process.stdout.write(`${runs} runs\n`);
for (const [name, url] of Object.entries(questions)) {
  const times = [];
  for (let round = 0; round < Number(values.rounds) + 3; round += 1) {
    const startedAt = performance.now();
    await get(url);
    if (round >= 3) times.push(performance.now() - startedAt);
  }
  process.stdout.write(
    `${name.padEnd(30)} p50 ${String(round(percentile(times, 0.5))).padStart(7)} ms   p95 ${String(round(percentile(times, 0.95))).padStart(7)} ms\n`,
  );
}
await app.close();
await sql.end();
await database.stop();
