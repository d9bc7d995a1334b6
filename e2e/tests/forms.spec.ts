import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Fields by the kind of their schema, and what the connect form asks. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

test('a choice, rows, chips and an expression are filled by keyboard, and the YAML has what was meant', async ({
  page,
}) => {
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Fields ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'manual' },
      steps: [
        { id: 'call', kind: 'action', uses: 'http.request', with: { url: 'https://example.com/hook' } },
        {
          id: 'mail',
          kind: 'action',
          uses: 'gmail.send-email',
          with: { to: 'a@example.com', subject: 'Hi', text: 'x' },
        },
      ],
    },
  });
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });

  await canvas.getByRole('button', { name: /^Call/ }).click();
  await panel.getByRole('button', { name: /more fields?$/ }).click();
  await panel.getByRole('combobox', { name: /^Method/ }).selectOption('POST');
  const headers = panel.getByRole('group', { name: 'Headers' });
  await headers.getByRole('button', { name: 'Add a row to Headers' }).press('Enter');
  await page.keyboard.type('X-Order');
  await page.keyboard.press('Tab');
  await page.keyboard.type('42');
  await headers.getByRole('button', { name: 'Add a row to Headers' }).press('Enter');
  await page.keyboard.type('X-Gone');
  await headers.getByRole('button', { name: 'Remove X-Gone' }).press('Enter');
  await keepLooks(page, 'build-fields');

  await canvas.getByRole('button', { name: /^Mail/ }).click();
  const to = panel.getByRole('textbox', { name: /^To/ });
  await to.press('Backspace');
  await to.pressSequentially('b@example.com,c@example.com');
  await to.press('Enter');
  await expect(panel.getByRole('button', { name: 'Remove c@example.com' })).toBeVisible();

  await panel.getByRole('button', { name: 'YAML' }).click();
  const yaml = panel.getByRole('textbox', { name: 'YAML of the rule' });
  await expect(yaml).toContainText('method: POST');
  await expect(yaml).toContainText(/X-Order: ['"]?42/);
  await expect(yaml).not.toContainText('X-Gone');
  await expect(yaml).toContainText('- c@example.com');
  await expect(yaml).not.toContainText('a@example.com');
  await panel.getByRole('button', { name: 'Form' }).click();

  await canvas.getByRole('button', { name: /^Call/ }).click();
  await panel.getByRole('button', { name: 'An expression for Method' }).click();
  await panel.getByRole('textbox', { name: /^Method/ }).fill('${{ event.method }}');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText(/^Draft saved/)).toBeVisible();
  await page.reload();
  await canvas.getByRole('button', { name: /^Call/ }).click();
  await expect(panel.getByRole('textbox', { name: /^Method/ })).toHaveValue('${{ event.method }}');
});

test('values of a case and names of inputs are typed key by key', async ({ page }) => {
  const note = { id: 'note', kind: 'action', uses: 'core.log', with: { title: 'Low' } };
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Typing ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'manual' },
      steps: [
        { id: 'way', kind: 'branch', on: 'event.level', cases: [{ is: 'low', steps: [note] }] },
        { id: 'sum', kind: 'code', with: { one: '1', two: '2' }, code: 'return 1;' },
      ],
    },
  });
  await visit(page, `/rules/${id}`);
  const canvas = page.getByRole('group', { name: 'The flow of the rule' });
  const panel = page.getByRole('complementary', { name: 'Editor' });

  await canvas.getByRole('button', { name: /^Way/ }).click();
  const is = panel.getByRole('textbox', { name: 'Is', exact: true });
  await is.selectText();
  await is.pressSequentially('"3", high, "a, b"');
  await expect(is).toHaveValue('"3", high, "a, b"');
  await is.blur();
  await expect(is).toHaveValue('"3", high, "a, b"');

  await canvas.getByRole('button', { name: /^Sum/ }).click();
  const inputs = panel.getByRole('group', { name: 'Inputs' });
  const names = inputs.getByRole('textbox', { name: 'Name of the input' });
  await names.first().selectText();
  await names.first().pressSequentially('two');
  await names.first().press('Enter');
  await expect(inputs.getByText('There is an input “two” already.')).toBeVisible();
  await expect(names.first()).toHaveValue('one');
  await names.first().selectText();
  await names.first().press('Backspace');
  await names.first().blur();
  await expect(inputs.getByText('An input needs a name.')).toBeVisible();
  await names.first().selectText();
  await names.first().pressSequentially('first');
  await names.first().press('Tab');
  await expect(inputs.getByRole('alert')).toHaveCount(0);
  await inputs.getByRole('button', { name: 'Remove first' }).press('Enter');
  await expect(names).toHaveCount(1);
  await expect(names).toBeFocused();
  const { height } = (await panel.getByRole('textbox', { name: 'Code' }).boundingBox()) ?? { height: 0 };
  expect(height).toBeGreaterThan(160);

  await panel.getByRole('button', { name: 'YAML' }).click();
  const yaml = panel.getByRole('textbox', { name: 'YAML of the rule' });
  await expect(yaml).toContainText(/- ['"]3['"]\s*- high\s*- a, b/);
  await expect(yaml).not.toContainText('one:');
});

test('a second account is added beside the first; another token of the first is asked about', async ({ page }) => {
  const account = `acme${randomUUID().slice(0, 6)}`;
  await visit(page, '/connections?open=gmail');
  const sheet = page.getByRole('dialog', { name: 'Gmail' });
  await sheet.getByText('Paste a token instead').click();
  const connect = async (name: string, token: string) => {
    await sheet.getByLabel('Account', { exact: true }).fill(name);
    await sheet.getByLabel('Access token').fill(token);
    await sheet.getByRole('button', { name: 'Connect', exact: true }).click();
  };
  const listed = sheet.getByRole('listitem');
  // The sheet loads when it is opened; the account of the sandbox is in it.
  await expect(listed.first()).toBeVisible();
  const before = await listed.count();
  await connect(`${account}@example.com`, `${account}.1`);
  await expect(listed).toHaveCount(before + 1);

  await connect(`again-${account}@example.com`, `${account}.2`);
  const question = page.getByRole('dialog', { name: /^This is the same account as/ });
  await expect(question).toContainText('so do the rules that use it');
  await keepLooks(page, 'connection-same-account');
  await question.getByRole('button', { name: /^Replace its/ }).click();
  await expect(question).toBeHidden();
  await expect(listed).toHaveCount(before + 1);

  await connect(`other-${account}@example.com`, `other${account}.1`);
  await expect(listed).toHaveCount(before + 2);

  // Rules of other journeys name no account, which only works while there is one.
  const accounts = await jarvis.call<{ id: string; accountName: string }[]>('GET', '/integrations/connected');
  for (const { id, accountName } of accounts) {
    if (accountName.includes(account)) await jarvis.request('DELETE', `/integrations/${id}`);
  }
});
