import { Injectable } from '@nestjs/common';
import type { LiveSocket } from './live-socket.js';

/** Who is looking, by observatory. */
@Injectable()
export class LiveSockets {
  private readonly byObservatory = new Map<string, Set<LiveSocket>>();

  add(socket: LiveSocket): void {
    const { observatoryId } = socket.principal;
    const sockets = this.byObservatory.get(observatoryId);
    if (sockets) sockets.add(socket);
    else this.byObservatory.set(observatoryId, new Set([socket]));
  }

  remove(socket: LiveSocket): void {
    const { observatoryId } = socket.principal;
    const sockets = this.byObservatory.get(observatoryId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.byObservatory.delete(observatoryId);
  }

  of(observatoryId: string): LiveSocket[] {
    return [...(this.byObservatory.get(observatoryId) ?? [])];
  }

  all(): LiveSocket[] {
    return [...this.byObservatory.values()].flatMap((sockets) => [...sockets]);
  }
}
