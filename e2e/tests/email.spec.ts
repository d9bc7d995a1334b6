import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { createTransport } from 'nodemailer';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** Somebody writes to the address of a rule. */

test.use({ baseURL: readEndpoints().admin });

test('a rule has an address, and a mail to it starts it', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const word = `order-${randomUUID().slice(0, 8)}`;
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Answer ${word}`,
      trigger: { kind: 'manual' },
      steps: [{ id: 'log', kind: 'action', uses: 'core.log', with: { title: '${{ event.subject }} was read' } }],
    },
  });
  await visit(page, `/rules/${id}`);
  await page.getByRole('group', { name: 'The flow of the rule' }).getByRole('button').first().click();
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await panel.getByLabel('Starts when').selectOption({ label: 'An e-mail comes to an address of the rule' });
  const address = panel.getByRole('region', { name: 'The address of the rule' });
  await expect(address).toContainText('Mails are taken once the rule is published and on.');
  const first = (await address.getByRole('code').textContent()) ?? '';
  await address.getByRole('button', { name: 'Rotate' }).click();
  await address.getByRole('button', { name: 'Make another address' }).click();
  await expect(address.getByRole('code')).not.toHaveText(first);
  const to = (await address.getByRole('code').textContent()) ?? '';
  expect(to).toMatch(new RegExp(`^answer-${word}-[0-9a-f]{32}@jarvis.localhost$`));
  await expect(page.getByText('Saved')).toBeVisible();
  await keepLooks(page, 'build-email');
  await page.getByRole('button', { name: 'Publish' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();

  // Published, it stands above the tabs too; a change in one place is one in both.
  const both = page.getByRole('region', { name: 'The address of the rule' }).getByRole('code');
  await expect(both).toHaveText([to, to]);
  await address.getByRole('button', { name: 'Rotate' }).click();
  await address.getByRole('button', { name: 'Make another address' }).click();
  await expect(both.first()).not.toHaveText(to);
  await expect(both.last()).not.toHaveText(to);
  const now = (await both.last().textContent()) ?? '';
  await expect(both).toHaveText([now, now]);

  const line = page.getByRole('region', { name: 'The address of the rule' }).first();
  await visit(page, `/rules/${id}/runs`);
  await expect(line).toContainText('No mail yet.');
  const { hostname: host, port } = new URL(readEndpoints().mailIn);
  const mail = createTransport({ host, port: Number(port), ignoreTLS: true });
  const html = '<h1 onclick="alert(1)">Hello</h1>';
  await mail.sendMail({ from: 'Ann <ann@example.com>', to: now, subject: word, html });
  await expect(page.getByRole('link', { name: `${word} from Ann` }).first()).toBeVisible();
  await visit(page, `/rules/${id}/runs`);
  await expect(line).toContainText('Last mail');
  await keepLooks(page, 'rule-with-email');
  await page
    .getByRole('link', { name: `${word} from Ann` })
    .first()
    .click();
  const flow = page.getByRole('group', { name: 'The way this run took' });
  await flow.getByRole('button').first().click();
  // What it holds is shown as text.
  await expect(page.getByText('onclick', { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Hello' })).toHaveCount(0);
});
