import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

test.use({ baseURL: readEndpoints().admin });

test('after a failure: what stands is shown, and the event runs again or is rehearsed', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const text = `Run again, ${randomUUID()}`;
  const { ruleId } = await jarvis.publish({
    name: `Again ${text.slice(-6)}`,
    trigger: { kind: 'manual' },
    steps: [
      { id: 'publish', kind: 'action', uses: 'twitter.create-post', with: { text: '${{ event.text }}' } },
      {
        id: 'tell',
        kind: 'action',
        uses: 'gmail.send-email',
        with: { to: 'team@example.com', subject: 'Posted', text: 'Read it' },
        retry: { attempts: 1 },
      },
    ],
  });
  const { runId } = await jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, { event: { text } });
  const first = await jarvis.approvalOf(runId);
  await jarvis.fault('gmail', 'server-error');
  await jarvis.decide(first, 'approved');
  expect((await jarvis.ended(runId)).status).toBe('failed');

  await visit(page, `/runs/${runId}`);
  const failure = page.getByRole('alert').filter({ hasText: 'The step “' }).first();
  await expect(failure.getByRole('link', { name: /^Its connection: Gmail/ })).toHaveAttribute(
    'href',
    '/connections?open=gmail',
  );
  await failure.getByRole('button', { name: /^The step “/ }).click();
  await expect(page.locator('[id="steps[1]"]').getByRole('button').first()).toBeFocused();

  await page.getByRole('button', { name: 'Run again' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('region', { name: 'What stands' })).toContainText('twitter.create-post');
  await expect(dialog.getByRole('link', { name: /Open at X/ })).toBeVisible();
  await keepLooks(page, 'run-again');
  await dialog.getByRole('link', { name: 'Rehearse with this event' }).click();
  await expect(page.getByRole('textbox', { name: /^Event/ })).toHaveValue(new RegExp(text));

  // From the list, by keyboard: the row, then R.
  await visit(page, `/runs?q=${runId}`);
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await dialog.getByRole('button', { name: 'Run again' }).click();
  await expect(page.getByText(`Run again of “`).first()).toBeVisible();
  const again = page.url().split('/').at(-1) ?? '';
  expect(again).not.toBe(runId);
  await jarvis.decide(await jarvis.approvalOf(again), 'approved');
  expect((await jarvis.ended(again)).status).toBe('succeeded');
  // X takes no text twice: the step finds the post that stands and goes on with it.
  expect(jarvis.posts().filter((post) => post.text === text)).toHaveLength(1);

  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill('run again');
  await page
    .getByRole('option', { name: /^Run again: Again/ })
    .first()
    .click();
  await expect(page.getByRole('dialog', { name: /again with this event/ })).toBeVisible();
});
