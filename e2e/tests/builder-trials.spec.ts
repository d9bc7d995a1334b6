import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** One step is tried by itself, what it gave is seen on its node and used below, and it can be pinned. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;
let id: string;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const definition = {
    format: 1,
    name: `Trials ${randomUUID().slice(0, 8)}`,
    trigger: { kind: 'manual' },
    steps: [
      { id: 'double', kind: 'code', with: { n: '${{ event.n }}' }, code: 'return { twice: n * 2 };' },
      {
        id: 'draft',
        kind: 'model',
        prompt: 'Say ${{ string(steps.double.output.twice) }}',
        output: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      },
      { id: 'note', kind: 'action', uses: 'core.log', with: { title: '${{ steps.draft.output.text }}' } },
    ],
  };
  ({ id } = await jarvis.call<{ id: string }>('POST', '/rules', { definition }));
  await jarvis.call('PUT', `/rules/${id}/sample-event`, { event: { n: 21 } });
});

test('a step is tried by itself, the next reads what it gave, and a model is asked after its cost was said', async ({
  page,
}) => {
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const trial = panel.getByRole('region', { name: 'Test this step' });
  const node = (name: RegExp) => canvas.getByRole('button', { name });

  await node(/^Double/).click();
  await trial.getByRole('button', { name: 'Test this step' }).click();
  await expect(trial.getByRole('tree', { name: 'output' })).toContainText('42');
  await expect(trial.getByRole('tree', { name: 'input' })).toContainText('21');
  await expect(node(/^Double/)).toContainText('Succeeded');

  await node(/^Draft/).click();
  await expect(panel.locator('[data-result]').first()).toBeHidden();
  await trial.getByRole('button', { name: 'Test this step' }).click();
  await expect(trial.getByRole('tree', { name: 'input' })).toContainText('Say 42');
  await expect(trial).toContainText('A sample: nothing was asked or sent outside.');
  await trial.getByRole('button', { name: 'Ask the model for real…' }).click();
  await expect(trial.getByRole('group', { name: 'Ask the model' })).toContainText('It costs at most $');
  await keepLooks(page, 'build-trial');
  await trial.getByRole('button', { name: 'Ask it' }).click();
  await expect(trial).toContainText('Done for real.');
  await expect(trial.getByRole('link', { name: 'Its run' })).toBeVisible();

  await node(/^Note/).click();
  await trial.getByRole('button', { name: 'Test this step' }).click();
  await expect(trial).toContainText('It writes, so a test never does it for real.');
  await expect(trial.getByRole('button', { name: /real/ })).toHaveCount(0);

  // What was changed afterwards is told from what was tried.
  await node(/^Double/).click();
  await panel.getByRole('textbox', { name: 'Code' }).fill('return nothing;');
  await expect(node(/^Double/).locator('[data-result=stale]')).toBeVisible();
  await trial.getByRole('button', { name: 'Test this step' }).click();
  await expect(trial.getByRole('alert')).toContainText('code-failed');
  await expect(node(/^Double/)).toContainText('Failed');
});

test('an output is pinned by keyboard, a rehearsal uses it, and a run is shown on the canvas', async ({ page }) => {
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const trial = panel.getByRole('region', { name: 'Test this step' });
  const node = (name: RegExp) => canvas.getByRole('button', { name });

  await node(/^Draft/).click();
  await trial.getByRole('button', { name: 'Pin an output…' }).focus();
  await page.keyboard.press('Enter');
  await trial.getByLabel('Output to pin').fill('{"text": ');
  await expect(trial.getByRole('button', { name: 'Pin it' })).toBeDisabled();
  await trial.getByLabel('Output to pin').fill('{"text": "Pinned words"}');
  await trial.getByRole('button', { name: 'Pin it' }).press('Enter');
  await expect(trial).toContainText('rehearsals and tests use this output');
  await expect(node(/^Draft/)).toContainText('Its output is pinned');
  await node(/^Note/).click();
  await trial.getByRole('button', { name: 'Test this step' }).click();
  await expect(trial.getByRole('tree', { name: 'input' })).toContainText('Pinned words');

  await page.getByRole('link', { name: 'Rehearse', exact: true }).click();
  await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
  const ending = page.getByRole('region', { name: 'Ending: It runs' });
  await expect(ending.getByRole('listitem').filter({ hasText: 'Draft' })).toContainText('pinned');
  await page.getByRole('link', { name: 'Build', exact: true }).click();
  await expect(node(/^Note/).locator('[data-result=succeeded]')).toBeVisible();

  // A run reads no pin; it is shown instead of the rehearsal.
  await jarvis.call('POST', `/rules/${id}/publish`);
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${id}/run`, { event: { n: 4 } });
  await jarvis.until(runId, ({ status }) => status === 'succeeded');
  await page.getByRole('button', { name: 'Results, 1 pin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Results and pins' });
  await dialog.getByRole('region', { name: 'Load a run' }).getByRole('button').first().click();
  await node(/^Double/).click();
  await expect(trial.getByRole('tree', { name: 'output' })).toContainText('8');
  await expect(node(/^Double/).locator('[data-result=succeeded]')).toBeVisible();
  await keepLooks(page, 'build-run-loaded');
  await page.getByRole('button', { name: 'Results, 1 pin' }).click();
  await dialog.getByRole('button', { name: 'Unpin draft' }).click();
  await expect(dialog).toContainText('None. Test a step');
  await dialog.getByRole('button', { name: 'Clear' }).click();
  await page.keyboard.press('Escape');
  await expect(canvas.locator('[data-result]')).toHaveCount(0);
});
