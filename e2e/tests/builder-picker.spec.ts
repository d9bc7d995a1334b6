import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** What a rule can do is found by what somebody wants, among as many actions as there may be. */

test.use({ baseURL: readEndpoints().admin });

test('a step is found by words, by keyboard, among 800 more actions, and comes first the next time', async ({
  page,
}) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const definition = {
    format: 1,
    name: `Pick ${randomUUID().slice(0, 8)}`,
    trigger: { kind: 'manual' },
    steps: [{ id: 'end', kind: 'stop', outcome: 'succeeded' }],
  };
  await jarvis.call('POST', '/rules', { definition });
  await page.route('**/api/v1/actions', async (route) => {
    const reply = await route.fetch();
    const body = (await reply.json()) as { data: Record<string, unknown>[] };
    const [one] = body.data;
    const more = Array.from({ length: 800 }, (_, at) => ({
      ...one,
      id: `made${at % 40}.act-${at}`,
      platform: `made${at % 40}`,
      title: `Made-up action ${at}`,
      connection: 'required',
      baseRisk: at % 2 === 0 ? 'high' : 'low',
    }));
    await route.fulfill({ response: reply, json: { ...body, data: [...body.data, ...more] } });
  });
  await visit(page, '/rules');
  await page.getByRole('link', { name: definition.name }).first().click();
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const insert = canvas.getByRole('button', { name: 'Insert a step here' });
  await insert.first().press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a step' });
  const words = dialog.getByRole('combobox', { name: 'I want to…' });
  await expect(words).toBeFocused();
  await expect(dialog).toContainText('more: type a word');
  await words.fill('made-up 777');
  await expect(dialog.getByRole('option')).toHaveCount(1);
  await expect(dialog.getByRole('option', { name: /^Made-up action 777/ })).toContainText('not connected');
  await words.fill('send an e-mail');
  await expect(dialog.getByRole('option', { name: /^Send an e-mail/ })).toHaveAttribute('aria-selected', 'true');
  await words.fill('');
  await keepLooks(page, 'build-picker');
  // What is chosen by keyboard is seen, also below the field.
  await words.press('PageDown');
  await words.press('PageDown');
  for (let up = 0; up < 9; up += 1) await words.press('ArrowUp');
  const chosen = dialog.getByRole('option', { selected: true });
  const [option, field] = [await chosen.boundingBox(), await words.boundingBox()];
  expect(option?.y).toBeGreaterThanOrEqual((field?.y ?? Infinity) + (field?.height ?? 0));
  await words.fill('I want to write to the activity');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(canvas.getByRole('button', { name: /^Log/ })).toBeFocused();
  await expect(page.getByRole('combobox', { name: /^Action/ })).toHaveValue('core.log');

  await insert.first().press('Enter');
  await expect(dialog.getByRole('group', { name: 'Used last' }).getByRole('option')).toHaveCount(1);
  await expect(dialog.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(insert.first()).toBeFocused();
});
