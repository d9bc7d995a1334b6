import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { homeOf, Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';
import { openDatabases } from '../support/restore.mjs';

/** After a restore: what the reconciler cannot mend by itself is listed, and each repair does what it says. */

test.use({ baseURL: readEndpoints().admin });
test.setTimeout(240_000);

test('a person puts right what no comparison can decide', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  const databases = await openDatabases({ home: homeOf(), temporal: jarvis.endpoints.temporal });
  const { ruleId } = await jarvis.publish({
    name: 'Ask before the note',
    trigger: { kind: 'manual' },
    steps: [
      { id: 'approve', kind: 'approval', for: 'note', title: 'Note it' },
      { id: 'note', kind: 'action', uses: 'core.log', with: { title: 'Noted' } },
    ],
  });
  const waitingRun = async () => {
    const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, {});
    await jarvis.approvalOf(runId);
    return runId;
  };
  const adopted = await waitingRun();
  const ended = await waitingRun();
  const again = await waitingRun();
  const closed = await waitingRun();
  const unheard = await waitingRun();
  const gone = randomUUID();
  await databases.leaveSchedule(unheard, gone);
  for (const runId of [adopted, ended]) await databases.forgetRow(runId);
  await Promise.all([again, closed].map((runId) => databases.forgetWorkflow(runId)));
  await databases.decideUnheard(unheard);
  await databases.close();

  await signIn(page, jarvis);
  await visit(page, '/settings');
  await page.getByRole('link', { name: /^Repairs/ }).click();
  await expect(page.getByRole('heading', { name: 'Repairs' })).toBeVisible();
  const places = [...[adopted, ended, again, closed, unheard].map((id) => `run-${id}`), `rule-${gone}`];
  // What has changed within half a minute is left alone.
  await expect(async () => {
    await page.getByRole('button', { name: 'Compare now' }).click();
    for (const place of places) await expect(rowOf(page, place).getByRole('button').last()).toBeVisible();
  }).toPass({ timeout: 120_000, intervals: [8_000] });
  await keepLooks(page, 'repairs');

  await visit(page, '/');
  await page.getByRole('link', { name: /things to repair/ }).click();

  await press(page, `run-${adopted}`, 'Make the run again');
  await press(page, `run-${unheard}`, 'Tell it again');
  await press(page, `run-${ended}`, 'End the workflow', 'End the workflow');
  await press(page, `run-${again}`, 'Run again', 'Run again');
  await press(page, `run-${closed}`, 'Close as failed', 'Close as failed');
  await press(page, `rule-${gone}`, 'Remove the schedule', 'Remove the schedule');
  await expect(page.getByText(/Last compared/).first()).toBeVisible();

  expect((await jarvis.ended(unheard)).status).toBe('succeeded');
  expect((await jarvis.run(closed)).status).toBe('failed');
  expect((await jarvis.run(again)).status).toBe('failed');
  expect((await jarvis.request('GET', `/runs/${ended}`)).status).toBe(404);
  await jarvis.decide(await jarvis.approvalOf(adopted), 'approved');
  expect((await jarvis.ended(adopted)).status).toBe('succeeded');
});

/** The row of what has this id in Temporal; the whole id is its title. */
function rowOf(page: Page, temporalId: string) {
  return page
    .getByRole('region', { name: 'For you to decide' })
    .getByRole('listitem')
    .filter({ has: page.getByTitle(temporalId, { exact: true }) });
}

async function press(page: Page, temporalId: string, label: string, confirm?: string): Promise<void> {
  const row = rowOf(page, temporalId);
  await row.getByRole('button', { name: label, exact: true }).click();
  if (confirm !== undefined) await page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click();
  await expect(row).toHaveCount(0);
}
