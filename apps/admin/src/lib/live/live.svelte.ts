import type { LiveEvent, LiveEventType, LiveServerMessage } from '@jarvis/contracts';
import { me } from '#lib/api/calls.ts';
import { ApiFailure } from '#lib/api/failure.ts';
import { goToSignIn } from '#lib/state/report.ts';
import { backoffMs } from './backoff.ts';

type Handler = (event: LiveEvent) => void;
type LiveStatus = 'idle' | 'connecting' | 'open' | 'lost';

/** Nothing for this many heartbeats: the connection is dead although nobody said so. */
const MISSED_HEARTBEATS = 2.5;
/** A short gap is not worth a word. */
const SAY_LOST_AFTER = 2;

/** The one socket of this tab. Heals itself; whoever shows data is told when to fetch it again. */
class Live {
  status = $state<LiveStatus>('idle');
  #handlers = new Map<LiveEventType, Set<Handler>>();
  #resync = new Set<() => void>();
  #socket: WebSocket | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #silenceMs = 60_000;
  #running = false;
  /** What is on screen belongs to it. */
  #observatoryId: string | null = null;
  #read: ((data: unknown) => LiveServerMessage | null) | null = null;

  on(types: readonly LiveEventType[], handler: Handler): () => void {
    for (const type of types) this.#handlers.set(type, (this.#handlers.get(type) ?? new Set()).add(handler));
    return () => types.forEach((type) => this.#handlers.get(type)?.delete(handler));
  }

  /** Called when events may have been missed: after every (re)connection. */
  onResync(handler: () => void): () => void {
    this.#resync.add(handler);
    return () => this.#resync.delete(handler);
  }

  start(observatoryId: string): () => void {
    this.#running = true;
    this.#observatoryId = observatoryId;
    const wake = () => {
      if (document.visibilityState === 'visible' && this.status !== 'open') this.#connectSoon(0);
    };
    addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    this.#connectSoon(0);
    return () => {
      this.#running = false;
      removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      clearTimeout(this.#timer);
      clearTimeout(this.#watchdog);
      this.#socket?.close();
      this.#socket = null;
      this.status = 'idle';
    };
  }

  /** Asked again after an await: the page may have gone meanwhile. */
  #wanted(): boolean {
    return this.#running;
  }

  #connectSoon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), ms);
  }

  async #connect(): Promise<void> {
    if (!this.#running || this.#socket) return;
    if (this.status === 'idle') this.status = 'connecting';
    try {
      // A browser is not told why a socket was refused, so this asks first: it renews the access cookie when that is
      // about to end, and finds out when the session has. The schemas load beside it, after the first paint.
      const [{ observatory }, messages] = await Promise.all([me(fetch), import('./messages.ts')]);
      this.#read = messages.readMessage;
      if (observatory.id !== this.#observatoryId) {
        // Switched in another tab: nothing of the old one may stay beside the new.
        location.assign('/');
        return;
      }
    } catch (cause) {
      if (cause instanceof ApiFailure && cause.status === 401) goToSignIn();
      else this.#lost();
      return;
    }
    if (!this.#wanted()) return;
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, ['jarvis.v1']);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (this.#running) this.#lost();
    };
    this.#feedWatchdog();
  }

  #lost(): void {
    clearTimeout(this.#watchdog);
    this.#attempt += 1;
    if (this.#attempt >= SAY_LOST_AFTER) this.status = 'lost';
    else if (this.status === 'open') this.status = 'connecting';
    this.#connectSoon(backoffMs(this.#attempt, Math.random()));
  }

  #feedWatchdog(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      const socket = this.#socket;
      this.#socket = null;
      socket?.close();
      this.#lost();
    }, this.#silenceMs);
  }

  #receive(data: unknown): void {
    this.#feedWatchdog();
    const message = this.#read?.(data);
    if (!message || message.type === 'heartbeat') return;
    if (message.type === 'ready') {
      this.#attempt = 0;
      this.#silenceMs = message.data.heartbeatMs * MISSED_HEARTBEATS;
      this.status = 'open';
    }
    if (message.type === 'ready' || message.type === 'refetch') {
      this.#resync.forEach((handler) => handler());
      return;
    }
    this.#handlers.get(message.type)?.forEach((handler) => handler(message));
  }
}

export const live = new Live();
