import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** What becomes of runs under way when their rule is published again. */

test.use({ baseURL: readEndpoints().admin });

const log = (id: string, title: string, more: object = {}) => ({
  id,
  kind: 'action',
  uses: 'core.log',
  name: title,
  with: { title },
  ...more,
});

test('are asked about, undone and started anew with the new version', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  const definition = (title: string) => ({
    format: 1,
    name,
    trigger: { kind: 'manual' },
    steps: [
      log('reserve', 'Reserve', { compensate: { steps: [log('release', 'Release')] } }),
      { id: 'ask', kind: 'approval', for: 'tell', title: 'Go on?' },
      log('tell', title),
    ],
  });
  const name = `Live ${randomUUID().slice(0, 8)}`;
  const { ruleId } = await jarvis.publish(definition('The first way'));
  const event = { event: { order: 7 } };
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, event);
  await jarvis.approvalOf(runId);
  const { draft } = await jarvis.call<{ draft: { revision: number } }>('GET', `/rules/${ruleId}`);
  await jarvis.call('PUT', `/rules/${ruleId}/draft`, {
    definition: definition('The second way'),
    revision: draft.revision,
  });

  await signIn(page, jarvis);
  await visit(page, `/rules/${ruleId}`);
  await page.getByRole('button', { name: 'Publish…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('1 run under way (1 with v1), 1 waiting')).toBeVisible();
  await expect(dialog.getByRole('radio', { name: /go on as they began/ })).toBeChecked();
  await dialog.getByRole('radio', { name: /start anew with the new version/ }).check();
  await keepLooks(page, 'publish-live-runs');
  await dialog.getByRole('button', { name: 'Publish and start them anew' }).click();
  await expect(page.getByRole('region', { name: 'Messages' }).getByText(/1 run will start anew/)).toBeVisible();

  // What the old run did is undone before its event runs again.
  const old = await jarvis.ended(runId);
  expect(old.status).toBe('cancelled');
  expect(old.steps.map(({ id, status }) => `${id} ${status}`)).toContain('release succeeded');
  const runs = () => jarvis.call<{ id: string; status: string; version: number }[]>('GET', `/runs?ruleId=${ruleId}`);
  await expect.poll(async () => (await runs()).length).toBe(2);
  const anew = (await runs()).find(({ id }) => id !== runId);
  await jarvis.approvalOf(anew?.id ?? '');
  await visit(page, `/runs/${anew?.id ?? ''}`);
  await expect(page.getByText('The second way').first()).toBeVisible();
  await expect(page.getByText(/Started anew/).first()).toBeVisible();
  await jarvis.call('POST', `/runs/${anew?.id ?? ''}/cancel`);
});
