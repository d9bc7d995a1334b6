import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** One rule says that something happened, another one reacts. */

test.use({ baseURL: readEndpoints().admin });

test('a rule reacts to what another one emits', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const name = `order.${randomUUID().slice(0, 8)}`;
  const publish = async (title: string, trigger: object, ...steps: object[]) => {
    const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
      definition: { format: 1, name: `${title} ${name}`, trigger, steps },
    });
    await jarvis.call('POST', `/rules/${id}/publish`);
    return id;
  };
  const listening = await publish(
    'Hears',
    { kind: 'event', name },
    { id: 'log', kind: 'action', uses: 'core.log', with: { title: 'Heard ${{ string(event.number) }} of ' + name } },
  );
  const emitting = await publish(
    'Tells',
    { kind: 'manual' },
    { id: 'tell', kind: 'action', uses: 'core.emit-event', with: { name, body: { number: 7 } } },
  );
  const called = await publish(
    'Called',
    { kind: 'rule' },
    {
      id: 'log',
      kind: 'action',
      uses: 'core.log',
      with: { title: 'Called with ${{ string(event.number) }} for ' + name },
    },
  );
  const calling = await publish(
    'Calls',
    { kind: 'manual' },
    { id: 'call', kind: 'action', uses: 'core.run-rule', with: { rule: called, input: { number: 8 } } },
  );
  const waiting = await publish(
    'Waits',
    { kind: 'manual' },
    { id: 'paid', kind: 'wait-for-event', event: name, where: { number: 7 } },
    {
      id: 'log',
      kind: 'action',
      uses: 'core.log',
      with: { title: 'Woken by ${{ string(steps.paid.output.event.number) }} of ' + name },
    },
  );
  const { runId: waits } = await jarvis.call<{ runId: string }>('POST', `/rules/${waiting}/run`);
  await visit(page, `/runs/${waits}`);
  await expect(page.getByText(`event ${name}, until`).first()).toBeVisible();
  await keepLooks(page, 'run-waits-for-event');
  await jarvis.call('POST', `/rules/${emitting}/run`);
  await jarvis.call('POST', `/rules/${calling}/run`);
  await visit(page, '/activity');
  await expect(page.getByText(`Heard 7 of ${name}`)).toBeVisible();
  await expect(page.getByText(`Called with 8 for ${name}`)).toBeVisible();
  await expect(page.getByText(`Woken by 7 of ${name}`)).toBeVisible();

  await page.getByRole('link', { name: 'Events' }).click();
  const line = page.getByRole('link', { name });
  await expect(line.getByText('1 started, 1 woken')).toBeVisible();
  await keepLooks(page, 'events');
  await page.getByRole('combobox', { name: 'Name' }).selectOption(name);
  await expect(page).toHaveURL(new RegExp(`name=${name}`));
  await page.getByRole('heading', { name: 'Events' }).click();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'What it led to' })).toBeVisible();
  await keepLooks(page, 'event');
  await page.getByRole('link', { name: `Hears ${name}` }).click();
  await page.getByRole('link', { name: 'Event', exact: true }).click();
  await expect(page).toHaveURL(/\/events\//);

  await visit(page, `/rules/${waiting}`);
  await page.getByRole('group', { name: 'The flow of the rule' }).getByRole('button', { name: /Paid/ }).click();
  await keepLooks(page, 'build-wait-for-event');

  await visit(page, `/rules/${listening}`);
  await page.getByRole('group', { name: 'The flow of the rule' }).getByRole('button').first().click();
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await expect(panel.getByRole('combobox', { name: 'Event' })).toHaveValue(name);
  await keepLooks(page, 'build-event');
  await visit(page, `/rules/${listening}/runs`);
  await expect(page.getByText(`${name}: Tells`).first()).toBeVisible();
  await keepLooks(page, 'event-runs');
});
