import { LIVE_CLOSE, type LiveServerMessage } from '@jarvis/contracts';
import type { WebSocket } from 'ws';
import type { Principal } from '../auth/principal.js';

/** A client that has this much unsent is too slow to be live. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** One signed-in client. */
export class LiveSocket {
  /** Whether the client has answered since the last heartbeat. */
  alive = true;

  constructor(
    private readonly socket: WebSocket,
    readonly principal: Principal,
  ) {
    socket.on('pong', () => {
      this.alive = true;
    });
  }

  send(message: LiveServerMessage): void {
    this.sendText(JSON.stringify(message));
  }

  /** For many clients: the message is turned into text once. */
  sendText(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.close(LIVE_CLOSE.tooSlow, 'This client reads too slowly. Connect again and fetch what is shown.');
      return;
    }
    this.socket.send(text);
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** Says that it is there, and ends a connection whose other side is gone. */
  beat(): void {
    if (!this.alive) {
      this.socket.terminate();
      return;
    }
    this.alive = false;
    this.socket.ping();
    this.send({ type: 'heartbeat', at: new Date().toISOString(), data: {} });
  }
}
