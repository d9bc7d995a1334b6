import { expect, test, type Page } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { signIn, visit } from '../support/pages.js';

/** A decision is made by somebody who has seen what they decide about. */

test.use({ baseURL: readEndpoints().admin });

let jarvis: Jarvis;

test.beforeEach(async ({ page }) => {
  jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
});

const statusOf = (id: string) =>
  jarvis.call<{ status: string }>('GET', `/approvals/${id}`).then(({ status }) => status);

test('high risk takes a hold: a tap or a short press of A decides nothing', async ({ page }) => {
  const approval = await jarvis.approvalOf(await jarvis.closeIssue());
  await visit(page, `/approvals/${approval}`);
  const button = page.getByRole('button', { name: /^Approve/ });
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await button.click();
  await expect(page.getByRole('button', { name: 'Hold to approve' })).toBeVisible();
  await page.keyboard.press('a');
  await page.getByRole('button', { name: /approve/i }).focus();
  await page.keyboard.press('Enter');
  expect(await statusOf(approval)).toBe('pending');
  await page.getByRole('button', { name: /approve/i }).click({ delay: 1_000 });
  await expect(page.getByText(/^Approved/).first()).toBeVisible();
  // The page says which content it showed; a decision without that is recorded as unseen.
  expect(await jarvis.call('GET', `/approvals/${approval}`)).toMatchObject({ status: 'approved', seen: true });
});

for (const [look, width, height] of [
  ['a desk', 1440, 900],
  ['a phone', 390, 844],
] as const) {
  test(`what leads to the next approval does not lie where it is decided, on ${look}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const first = await jarvis.approvalOf(await jarvis.closeIssue());
    await jarvis.approvalOf(await jarvis.closeIssue());
    await page.goto(`/approvals/${first}`);
    const deciding = page.getByRole('button', { name: /^(Approve|Reject)/ });
    await expect(deciding.last()).toBeVisible();
    const decisions = await deciding.evaluateAll((buttons) =>
      buttons.map((one) => one.getBoundingClientRect().toJSON()),
    );
    expect(decisions).toHaveLength(2);
    await jarvis.decide(first, 'rejected');
    const next = page.getByRole('link', { name: /Next in the queue/ });
    await expect(next).toBeVisible();
    const box = (await next.boundingBox())!;
    for (const decision of decisions) {
      const apart =
        box.x >= decision.right ||
        box.x + box.width <= decision.x ||
        box.y >= decision.bottom ||
        box.y + box.height <= decision.y;
      expect(apart, `${JSON.stringify(box)} lies on ${JSON.stringify(decision)}`).toBe(true);
    }
  });
}

/**
 * Goes to another page within the app, and presses there at each change of it for 400 ms: what was meant for the page
 * before arrives long before anybody can have read the new one.
 */
async function goAndPress(page: Page, address: string, press: 'key' | 'button'): Promise<void> {
  await page.evaluate(
    ([to, what]) => {
      const key = () => dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
      const button = () => {
        if (!location.pathname.endsWith(to)) return;
        for (const one of document.querySelectorAll('button')) if (/^Approve/.test(one.innerText)) one.click();
      };
      const observer = new MutationObserver(what === 'key' ? key : button);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      setTimeout(() => observer.disconnect(), 400);
      const link = Object.assign(document.createElement('a'), { href: to });
      document.querySelector('main')?.append(link);
      link.click();
    },
    [address, press] as const,
  );
  await expect(page).toHaveURL(new RegExp(address));
  await page.waitForTimeout(1_500);
}

test('the keys are deaf for a moment after the page has changed', async ({ page }) => {
  const first = await jarvis.approvalOf(await jarvis.closeIssue());
  const second = await jarvis.approvalOf(await jarvis.closeIssue());
  await visit(page, `/approvals/${first}`);
  await goAndPress(page, `/approvals/${second}`, 'key');
  expect(await statusOf(second)).toBe('pending');
});

test('a hold that began on one approval decides nothing on the next', async ({ page }) => {
  const first = await jarvis.approvalOf(await jarvis.closeIssue());
  const second = await jarvis.approvalOf(await jarvis.closeIssue());
  await visit(page, `/approvals/${first}`);
  await expect(page.getByRole('button', { name: /^Approve/ })).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.down('a');
  await page.evaluate((address) => {
    const link = Object.assign(document.createElement('a'), { href: address });
    document.querySelector('main')?.append(link);
    link.click();
  }, `/approvals/${second}`);
  await expect(page).toHaveURL(new RegExp(second));
  await page.waitForTimeout(2_000);
  await page.keyboard.up('a');
  expect(await statusOf(first)).toBe('pending');
  expect(await statusOf(second)).toBe('pending');
});

test('the buttons are deaf for a moment after the page has changed, where one press is enough', async ({ page }) => {
  const { ruleId } = await jarvis.publish({
    name: 'Ask before a mail',
    trigger: { kind: 'manual' },
    steps: [
      { id: 'ask', kind: 'approval', for: 'mail' },
      {
        id: 'mail',
        kind: 'action',
        uses: 'gmail.send-email',
        with: { to: 'team@example.com', subject: 'Asked', text: 'Asked for this.' },
      },
    ],
  });
  const start = () => jarvis.call<{ runId: string }>('POST', `/rules/${ruleId}/run`, {});
  const first = await jarvis.approvalOf((await start()).runId);
  const second = await jarvis.approvalOf((await start()).runId);
  await visit(page, `/approvals/${first}`);
  const approve = page.getByRole('button', { name: /^Approve/ });
  await expect(approve).not.toHaveAttribute('aria-disabled', 'true');
  await goAndPress(page, `/approvals/${second}`, 'button');
  expect(await statusOf(second)).toBe('pending');
  await approve.click();
  await expect(page.getByText(/^Approved/).first()).toBeVisible();
  expect(await statusOf(second)).toBe('approved');
});
