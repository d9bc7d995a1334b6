import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** A rule is started by its form, and calls another one. */

test.use({ baseURL: readEndpoints().admin });

test('a rule with inputs is run by its form, and shows the run that it called', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const name = randomUUID().slice(0, 8);
  const publish = async (definition: { name: string } & Record<string, unknown>) => {
    const { id } = await jarvis.call<{ id: string }>('POST', '/rules', { definition: { format: 1, ...definition } });
    await jarvis.call('POST', `/rules/${id}/publish`);
    return id;
  };
  await publish({
    name: `Print ${name}`,
    trigger: { kind: 'rule' },
    inputs: { order: { type: 'string' }, copies: { type: 'integer' } },
    steps: [{ id: 'note', kind: 'action', uses: 'core.log', with: { title: 'Prints ${{ event.order }}' } }],
    output: { label: '${{ event.order }}-${{ event.copies }}' },
  });
  const caller = await publish({
    name: `Ship ${name}`,
    trigger: { kind: 'manual' },
    inputs: {
      order: { type: 'string', description: 'Its number', minLength: 2 },
      copies: { type: 'integer', default: 1 },
    },
    steps: [
      {
        id: 'print',
        kind: 'call',
        rule: `Print ${name}`,
        with: { order: '${{ event.order }}', copies: '${{ event.copies }}' },
      },
    ],
    output: '${{ steps.print.output.label }}',
  });
  await visit(page, `/rules/${caller}`);
  await page.getByRole('button', { name: 'Run now' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Copies')).toHaveValue('1');
  await dialog.getByLabel('Order').fill('A');
  await dialog.getByRole('button', { name: 'Run now' }).click();
  await expect(dialog.getByText('must NOT have fewer than 2 characters')).toBeVisible();
  await keepLooks(page, 'run-by-form');
  await dialog.getByLabel('Order').fill('A7');
  await expect(dialog.getByText('must NOT have fewer than 2 characters')).toHaveCount(0);
  const json = dialog.getByRole('button', { name: 'JSON' });
  await json.click();
  await dialog.getByLabel('Inputs').fill('{ "order": "A7", ');
  await expect(json).toBeDisabled();
  await expect(dialog.getByText('The form is back once this is a JSON object.')).toBeVisible();
  await dialog.getByLabel('Inputs').fill('{ "order": "A7", "copies": 1 }');
  await json.click();
  await expect(dialog.getByLabel('Order')).toHaveValue('A7');
  await dialog.getByRole('button', { name: 'Run now' }).click();

  await page.waitForURL(/\/runs\//);
  await expect(page.getByRole('heading', { name: 'Output' })).toBeVisible();
  await expect(page.getByText('A7-1').first()).toBeVisible();
  await keepLooks(page, 'run-that-calls');
  await page
    .getByRole('link', { name: `Print ${name}` })
    .first()
    .click();
  await expect(page.getByText('Called by', { exact: true })).toBeVisible();
  await page
    .getByRole('link', { name: `Ship ${name}`, exact: true })
    .first()
    .click();
  await expect(page.getByText('A7-1').first()).toBeVisible();
});

test('a step that calls a rule asks for its inputs, and shows its name where its id is written', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const name = `Print ${randomUUID().slice(0, 8)}`;
  const { ruleId } = await jarvis.publish({
    name,
    trigger: { kind: 'rule' },
    inputs: { order: { type: 'string' }, copies: { type: 'integer', default: 1 } },
    steps: [{ id: 'note', kind: 'action', uses: 'core.log', with: { title: '${{ event.order }}' } }],
  });
  const call = (id: string, rule: string) => ({ id, kind: 'call', rule, with: {} });
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules?draft=true', {
    definition: {
      format: 1,
      name: `Call ${name}`,
      trigger: { kind: 'manual' },
      steps: [call('byId', ruleId), call('byName', '')],
    },
  });
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });
  const called = panel.getByLabel('Rule', { exact: true });
  await canvas.getByRole('button', { name: /^By id/ }).click();
  await expect(called.locator('option:checked')).toHaveText(name);
  await panel.getByRole('button', { name: 'Test this step' }).click();
  await expect(panel.getByRole('alert').filter({ hasText: 'once the rule has no problems' })).toContainText(
    'By name › Rule: It must not be empty.',
  );

  await canvas.getByRole('button', { name: /^By name/ }).click();
  await called.selectOption({ label: name });
  const inputs = panel.getByRole('group', { name: 'Inputs' });
  await expect(inputs.getByLabel('Name of the input')).toHaveValue('order');
  await expect(inputs.getByLabel('Name of the input')).toHaveCount(1);
});
