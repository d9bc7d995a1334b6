const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Whether a GET there answers with 2xx. */
export async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether anybody answers there at all, be it that something is missing. */
export async function responds(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/** Polls `check` until it is true; false when the time is over or `stopped` says so. */
export async function until(check, { within = Infinity, interval = 100, stopped = () => false }) {
  const deadline = Date.now() + within;
  for (;;) {
    if (stopped()) return false;
    if (await check()) return true;
    if (Date.now() > deadline) return false;
    await wait(interval);
  }
}
