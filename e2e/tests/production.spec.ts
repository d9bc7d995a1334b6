import { expect, test } from '@playwright/test';
import { Jarvis } from '../support/jarvis.js';
import { signIn } from '../support/pages.js';
import { startProduction, type Production } from '../support/production.mjs';

const rule = (steps: string) => `format: 1
name: Write it down
trigger: { kind: manual }
steps:
${steps}
  - { id: log, kind: action, uses: core.log, with: { title: Written down } }
`;

// No sandbox, no development account, explicit secrets, two workers, the admin behind a proxy that ends TLS.
test.describe('in production', () => {
  let production: Production;
  let jarvis: Jarvis;
  test.beforeAll(async () => {
    test.setTimeout(180_000);
    production = await startProduction();
    jarvis = await Jarvis.connect(production);
  });
  test.afterAll(async () => {
    await production.stop();
  });

  async function publish(steps = ''): Promise<string> {
    const { id } = await jarvis.call<{ id: string }>('POST', '/rules', { source: rule(steps) });
    await jarvis.call('POST', `/rules/${id}/publish`);
    return id;
  }
  const start = async (id: string) => (await jarvis.call<{ runId: string }>('POST', `/rules/${id}/run`, {})).runId;

  test('somebody signs in over https, and what happens arrives live', async ({ browser }) => {
    const context = await browser.newContext({ baseURL: production.admin, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
    });
    const policies = await page.goto('/').then((response) => response?.headers() ?? {});
    expect(policies['strict-transport-security']).toContain('max-age=');
    expect(policies['content-security-policy']).toContain("default-src 'none'");
    await signIn(page, jarvis);
    const session = (await context.cookies()).filter(({ name }) => name.startsWith('__Host-jarvis_'));
    expect(session.length).toBeGreaterThanOrEqual(2);
    for (const cookie of session) expect(cookie).toMatchObject({ secure: true, httpOnly: true, path: '/' });

    await page.goto('/runs');
    const runId = await start(await publish());
    const row = page.getByRole('listitem').filter({ has: page.locator(`a[href^="/runs/${runId}"]`) });
    await expect(row.getByText('Succeeded')).toBeVisible();
    expect(refused).toEqual([]);
    await context.close();
  });

  test('nothing of the development set-up is there', async () => {
    const guess = { email: 'operator@jarvis.local', password: production.account.password };
    expect(await jarvis.request('POST', '/auth/login', guess)).toMatchObject({ status: 401 });
    expect(await jarvis.call('GET', '/integrations/connected')).toEqual([]);
  });

  test('what a killed worker had begun is done by the other', async () => {
    const id = await publish('  - { id: pause, kind: wait, for: 1s }');
    const runs = await Promise.all(Array.from({ length: 10 }, () => start(id)));
    const { worker } = production.pids();
    process.kill(worker, 'SIGKILL');
    for (const run of runs) expect(await jarvis.ended(run)).toMatchObject({ status: 'succeeded' });
  });
});
