import { LIVE_CHANNEL, type LiveNotice } from '@jarvis/contracts';

/** How long notices gather before they are sent together. */
const GATHER_MS = 20;

/** Sends notices in batches, each once. */
export class NoticeSender {
  private waiting = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly query: (sql: string, parameters: unknown[]) => Promise<unknown>,
    private readonly onError: (error: unknown) => void,
  ) {}

  add(notices: readonly LiveNotice[]): void {
    for (const notice of notices) this.waiting.set(`${notice.type}/${notice.id}`, JSON.stringify(notice));
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  /** Sends what waits now; resolves when everything handed over before is sent or given up. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const payloads = [...this.waiting.values()];
    this.waiting.clear();
    if (payloads.length > 0) {
      this.sending = this.sending.then(async () => {
        try {
          await this.query('select pg_notify($1, payload) from unnest($2::text[]) payload', [LIVE_CHANNEL, payloads]);
        } catch (error) {
          this.onError(error);
        }
      });
    }
    return this.sending;
  }
}
