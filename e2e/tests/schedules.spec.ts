import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { keepLooks, signIn, visit } from '../support/pages.js';

/** A schedule is clicked together, by keyboard too, and says when it runs. */

test.use({ baseURL: readEndpoints().admin, timezoneId: 'America/New_York' });

test('times and days are clicked, cron says the same, and the next times follow', async ({ page }) => {
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const { id } = await jarvis.call<{ id: string }>('POST', '/rules', {
    definition: {
      format: 1,
      name: `Schedule ${randomUUID().slice(0, 8)}`,
      trigger: { kind: 'schedule', cron: '0 9 * * MON-FRI', timezone: 'Europe/Berlin' },
      steps: [{ id: 'note', kind: 'action', uses: 'core.log', with: { title: 'Morning' } }],
    },
  });
  await visit(page, `/rules/${id}`);
  const panel = page.getByRole('complementary', { name: 'Editor' });
  await page
    .getByRole('group', { name: 'The flow of the rule' })
    .getByRole('button', { name: /^Trigger|weekday/ })
    .first()
    .click();

  const repeats = panel.getByRole('combobox', { name: 'Repeats' });
  const cron = panel.getByRole('textbox', { name: 'Cron' });
  const next = panel.getByRole('region', { name: 'When it runs' });
  await expect(repeats).toHaveValue('week');
  await expect(next.getByRole('listitem')).toHaveCount(10);
  await expect(next.getByRole('listitem').first()).toContainText(/^(Mon|Tue|Wed|Thu|Fri).*09:00/);
  await expect(next.getByRole('listitem').first()).toContainText(/0[345]:00 for you/);

  // By keyboard: Wednesday off, Saturday on.
  await panel.getByRole('button', { name: 'Wed' }).press('Space');
  await panel.getByRole('button', { name: 'Sat' }).press('Space');
  await expect(cron).toHaveValue('0 9 * * MON,TUE,THU,FRI,SAT');
  // A time is typed key by key, and counts once it is left.
  const time = panel.getByLabel('Time 1');
  await time.pressSequentially('0730AM');
  await expect(time).toBeFocused();
  await expect(cron).toHaveValue('0 9 * * MON,TUE,THU,FRI,SAT');
  await time.press('Enter');
  await expect(time).toBeFocused();
  await expect(cron).toHaveValue('30 7 * * MON,TUE,THU,FRI,SAT');
  await expect(next).toContainText('07:30');
  await keepLooks(page, 'schedule-week');
  // What is half cleared is no time: the one before is back.
  await time.press('Backspace');
  await expect(time).toHaveValue('');
  await time.blur();
  await expect(time).toHaveValue('07:30');
  await panel.getByRole('button', { name: 'Add a time' }).press('Enter');
  await panel.getByRole('button', { name: 'Add a time' }).press('Enter');
  await expect(panel.getByLabel('Time 3')).toHaveValue('09:30');
  await panel.getByLabel('Time 3').pressSequentially('0645AM');
  await panel.getByLabel('Time 3').blur();
  // They are in order.
  await expect(panel.getByLabel('Time 1')).toHaveValue('06:45');
  await expect(panel.getByText('Times with different minutes')).toBeVisible();
  await repeats.selectOption('text');
  await expect(panel.getByRole('textbox', { name: /^At/ })).toHaveValue('06:45, 07:30, 08:30');
  await repeats.selectOption('week');
  await panel.getByRole('button', { name: 'Remove 06:45' }).press('Enter');
  await expect(panel.getByLabel('Time 1')).toBeFocused();
  await panel.getByRole('button', { name: 'Remove 08:30' }).press('Enter');
  await expect(panel.getByLabel('Time 1')).toBeFocused();
  await expect(cron).toHaveValue('30 7 * * MON,TUE,THU,FRI,SAT');

  await repeats.selectOption('month');
  await panel.getByRole('button', { name: 'Last day' }).press('Space');
  await panel.getByRole('button', { name: 'Day 1', exact: true }).press('Space');
  await expect(cron).toHaveValue('30 7 L * *');
  await expect(next).toContainText('On the last day of every month at 07:30 Europe/Berlin');
  await keepLooks(page, 'schedule-month');

  // What is written in cron is clicked where it can be, and stays text where not.
  await cron.fill('0 6 1,15 * *');
  await cron.press('Tab');
  await expect(panel.getByRole('button', { name: 'Day 15', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await cron.fill('0 6 * * FRI#2');
  await cron.press('Tab');
  await expect(repeats).toHaveValue('text');
  await expect(next).toContainText('On the second Friday of every month at 06:00 Europe/Berlin');

  await repeats.selectOption('interval');
  await expect(next).toContainText('Every 15 minutes');
  await expect(panel.getByRole('combobox', { name: /^Time zone/ })).toHaveCount(0);
  const every = panel.getByRole('spinbutton', { name: 'Every' });
  for (const wrong of ['0', '12345678']) {
    await every.selectText();
    await every.pressSequentially(wrong);
    await every.press('Enter');
    await expect(panel.getByText(`“${wrong}” cannot be taken`)).toBeVisible();
    await expect(every).toHaveValue('15');
  }
  await every.selectText();
  await every.pressSequentially('20');
  await every.blur();
  await expect(panel.getByText('cannot be taken')).toHaveCount(0);
  await expect(next).toContainText('Every 20 minutes');
  await repeats.selectOption('day');
  await expect(panel.getByRole('combobox', { name: /^Time zone/ })).toHaveValue('Europe/Berlin');
  const except = panel.getByRole('textbox', { name: /^Except on/ });
  await except.pressSequentially('2026-12-24, 2026-12-31');
  await expect(except).toHaveValue('2026-12-24, 2026-12-31');
  await panel.getByRole('combobox', { name: /^Time zone/ }).fill('Europe/Nowhere');
  await expect(panel.getByText('There is no time zone “Europe/Nowhere”.')).toBeVisible();
});
