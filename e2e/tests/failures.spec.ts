import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** What happens when a step fails: in the builder, in a rehearsal, and on the page of a run. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

const log = (id: string, title: string, more: object = {}) => ({
  id,
  kind: 'action',
  name: id.charAt(0).toUpperCase() + id.slice(1),
  uses: 'core.log',
  with: { title },
  ...more,
});

test('steps for a failure and steps that undo are added, moved, folded, deleted and undone', async ({ page }) => {
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Failures ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'manual' },
      steps: [log('reserve', 'Reserve'), log('charge', 'Charge'), log('thank', 'Thank')],
    },
  });
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const failure = canvas.getByRole('region', { name: 'If it fails' });
  const undo = canvas.getByRole('region', { name: 'To undo it' });
  const add = async (words: string, kind: string) => {
    await panel.getByRole('button', { name: words }).click();
    await page.getByRole('menuitem', { name: kind, exact: true }).click();
  };

  await canvas.getByRole('button', { name: /^Charge/ }).click();
  await add('Add a step for when this fails', 'Wait');
  await expect(failure.getByRole('button', { name: /^Wait/ })).toBeFocused();
  await canvas.getByRole('button', { name: /^Charge/ }).click();
  await expect(panel.getByRole('button', { name: 'Add a step for when this fails' })).toHaveCount(0);
  const then = panel.getByRole('combobox', { name: 'After the steps for a failure' });
  // The run failed here before, and still does.
  await expect(then).toHaveValue('fail');
  await then.selectOption('continue');
  await canvas.getByRole('button', { name: /^Reserve/ }).click();
  await add('Add a step that undoes this', 'Action');
  await expect(undo.getByRole('button', { name: /^Act/ })).toBeFocused();

  // Out of the rule's own list and into the lane, by keyboard.
  await canvas.getByRole('button', { name: /^Thank/ }).press('Alt+ArrowRight');
  await expect(failure.getByRole('button', { name: /^Thank/ })).toBeFocused();
  await keepLooks(page, 'build-failure');

  const fold = failure.getByRole('button', { name: /^If it fails/ });
  await fold.press('Enter');
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await expect(failure.getByRole('button', { name: /^Thank/ })).toHaveCount(0);
  await fold.press('Enter');

  // With its last step the lane goes, and comes back with undo.
  await failure.getByRole('button', { name: /^Thank/ }).press('Alt+ArrowLeft');
  await failure.getByRole('button', { name: /^Wait/ }).press('Delete');
  await expect(failure).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(failure.getByRole('button', { name: /^Wait/ })).toBeVisible();

  await panel.getByRole('button', { name: 'YAML' }).click();
  await expect(panel.getByRole('textbox', { name: 'YAML of the rule' })).toContainText(/onError:\s+steps:/);
});

test('a run shows what was done for the failure under the step that failed, and what was undone', async ({ page }) => {
  const { ruleId } = await jarvis.publish({
    name: `Failures ${randomUUID().slice(0, 8)}`,
    trigger: { kind: 'manual' },
    steps: [
      log('reserve', 'Reserve', { compensate: { steps: [log('release', 'Release')] } }),
      log('charge', '${{ event.card.number }}', {
        onError: { steps: [log('tell', 'No charge: ${{ steps.charge.error.code }}')], then: 'fail' },
      }),
      log('thank', 'Thank'),
    ],
  });
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, { event: {} });
  expect((await jarvis.ended(runId)).status).toBe('failed');
  await visit(page, `/runs/${runId}`);
  const steps = page.getByRole('region', { name: 'Steps' });
  await expect(steps.getByRole('group', { name: 'If it fails: Charge' }).getByRole('button')).toContainText('Tell');
  await expect(steps.getByRole('group', { name: 'To undo it: Reserve' }).getByRole('button')).toContainText('Release');
  await expect(page.getByText('Undone: "Reserve".').first()).toBeVisible();
  const flow = page.getByRole('group', { name: 'The way this run took' });
  await expect(flow.getByRole('region', { name: 'If it fails' }).getByRole('button', { name: /^Tell/ })).toBeVisible();
  await keepLooks(page, 'run-failure');

  await visit(page, `/rules/${ruleId}/rehearse`);
  await page.getByRole('button', { name: /^Rehearse/ }).click();
  await expect(page.getByText('“Charge” fails')).toBeVisible();
  await expect(page.getByText('“Thank” fails')).toBeVisible();
  const ending = page.getByRole('region', { name: 'Ending: “Thank” fails' });
  await expect(ending.getByRole('group', { name: 'To undo it: Reserve' })).toContainText('Release');
  const failing = page.getByRole('region', { name: 'Ending: “Charge” fails' });
  await expect(failing.getByRole('group', { name: 'If it fails: Charge' })).toContainText('Tell');
  await keepLooks(page, 'rehearsal-failure');
});
