import { expect, test } from '@playwright/test';
import { Jarvis, readEndpoints } from '../support/jarvis.js';
import { weighPage } from '../support/page-weight.mjs';
import { signIn } from '../support/pages.js';

/** Bytes, not times: what a page makes a phone load does not depend on the machine. */

const LIMIT = 120_000;

test.use({ baseURL: readEndpoints().admin });

test('the pages of every day load at most 120 kB of scripts', async ({ page, browser, context }) => {
  test.slow();
  const jarvis = await Jarvis.connect();
  await signIn(page, jarvis);
  const runId = await jarvis.closeIssue();
  const approval = await jarvis.approvalOf(runId);
  const storageState = await context.storageState();
  for (const path of ['/', '/runs', '/rules', `/approvals/${approval}`, `/runs/${runId}`]) {
    const { bytes, files } = await weighPage(browser, { baseURL: readEndpoints().admin, path, storageState });
    expect(files, path).toBeGreaterThan(0);
    expect(bytes, `${path}: ${files} files`).toBeLessThanOrEqual(LIMIT);
  }
  await jarvis.decide(approval, 'rejected');
});
