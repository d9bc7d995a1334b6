import { ConnectorError } from '@jarvis/connector-kit';

/**
 * Runs one attempt under the step's own timeout. Temporal's timeout lies behind it, so the process that sent the
 * request is the one that settles it; an SDK that ignores the signal is not waited for.
 */
export async function withDeadline<T>(
  { timeoutMs, name, cancelled }: { timeoutMs: number; name: string; cancelled: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  cancelled.throwIfAborted();
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(
      new ConnectorError({
        code: 'unavailable',
        message: `"${name}" got no answer within ${(timeoutMs / 1000).toString()} s.`,
        maybeSent: true,
      }),
    );
  }, timeoutMs);
  const signal = AbortSignal.any([deadline.signal, cancelled]);
  const aborted = new Promise<never>((_resolve, reject) => {
    const giveUp = () => {
      // Both may be over by now; that the vendor did not answer is what the ledger must know.
      reject(toError(deadline.signal.aborted ? deadline.signal.reason : signal.reason));
    };
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work(signal), aborted]);
  } finally {
    clearTimeout(timer);
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
