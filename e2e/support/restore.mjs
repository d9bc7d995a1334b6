// What a restore of one of the two databases leaves behind, made by really taking away rows and workflows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { loadSecrets } from '../../scripts/lib/secrets.mjs';
import { databaseUrls } from '../../scripts/lib/settings.mjs';

const namespace = 'jarvis';

/** Fourth line of postmaster.pid, as PostgreSQL documents it. */
function portOf(home) {
  return Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3]);
}

export async function openDatabases({ home, temporal }) {
  const connectionString = databaseUrls({ postgres: portOf(home) }, loadSecrets(home)).admin.replace(
    /postgres$/,
    'jarvis',
  );
  const sql = new pg.Client({ connectionString });
  await sql.connect();
  const connection = await Connection.connect({ address: temporal });
  const client = new Client({ connection, namespace });
  const handleOf = (runId) => client.workflow.getHandle(`run-${runId}`);
  return {
    async forgetRow(runId) {
      for (const table of ['activity_logs', 'approval_requests', 'run_steps', 'effects']) {
        await sql.query(`delete from ${table} where run_id = $1`, [runId]);
      }
      await sql.query('delete from runs where id = $1', [runId]);
    },
    async forgetWorkflow(runId) {
      await handleOf(runId).terminate();
      await connection.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId: `run-${runId}` },
      });
      // Temporal takes its time. Until then the row is one that has just changed, or it would be closed as terminated.
      for (;;) {
        await sql.query('update runs set waiting_for = waiting_for where id = $1', [runId]);
        const known = await handleOf(runId)
          .describe()
          .catch(() => undefined);
        if (known === undefined) return;
        await sleep(500);
      }
    },
    /** Decided and told in vain so often that a person must look. */
    async decideUnheard(runId) {
      await sql.query(
        `update approval_requests set status = 'approved', approved_data = action_data, approved_hash = action_hash,
           responded_at = now() where run_id = $1`,
        [runId],
      );
      await sql.query(
        `insert into drift (observatory_id, temporal_id, run_id, kind, mended, message, times)
         select observatory_id, 'run-' || id, id, 'answer-lost', true, '', 5 from runs where id = $1`,
        [runId],
      );
    },
    /** As it is when the rule was made after the moment that was restored. */
    async leaveSchedule(runId, ruleId) {
      const { rows } = await sql.query('select observatory_id from runs where id = $1', [runId]);
      await client.schedule.create({
        scheduleId: `rule-${ruleId}`,
        spec: { intervals: [{ every: '30d' }] },
        action: {
          type: 'startWorkflow',
          workflowType: 'runPlan',
          taskQueue: 'nobody',
          args: [],
          typedSearchAttributes: [
            { key: { name: 'JarvisObservatory', type: 'KEYWORD' }, value: rows[0].observatory_id },
          ],
        },
      });
    },
    async close() {
      await sql.end();
      await connection.close();
    },
  };
}
