/** @type {import('./page-weight.d.mts').weighPage} */
export async function weighPage(browser, { baseURL, path, storageState }) {
  const context = await browser.newContext({ baseURL, storageState });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const scripts = new Map();
    session.on('Network.responseReceived', ({ requestId, response }) => {
      if (new URL(response.url).pathname.endsWith('.js')) scripts.set(requestId, 0);
    });
    session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scripts.set(requestId, scripts.get(requestId) + encodedDataLength);
    });
    // The live connection is opened last, after what reads its messages has been loaded.
    const connected = page.waitForEvent('websocket');
    await page.goto(path);
    await connected;
    await page.waitForLoadState('networkidle');
    return { files: scripts.size, bytes: [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) };
  } finally {
    await context.close();
  }
}
