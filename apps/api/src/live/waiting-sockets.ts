/** Of one address, and in all. */
const MAX_OF_ONE = 20;
const MOST = 1000;

/**
 * Clients without a token, by address. Where there are too many the oldest goes, so that a newcomer who says who he is
 * always gets in: idle connections take the place of their own address only.
 */
export class WaitingSockets<Socket> {
  private readonly byAddress = new Map<string, Set<Socket>>();
  private count = 0;

  constructor(private readonly refuse: (socket: Socket) => void) {}

  add(address: string, socket: Socket): void {
    const sockets = this.byAddress.get(address) ?? new Set();
    if (sockets.size >= MAX_OF_ONE) this.dropOldest(address, sockets);
    else if (this.count >= MOST) this.dropOldest(...this.greediest());
    this.byAddress.set(address, sockets.add(socket));
    this.count += 1;
  }

  remove(address: string, socket: Socket): void {
    const sockets = this.byAddress.get(address);
    if (sockets?.delete(socket) !== true) return;
    this.count -= 1;
    if (sockets.size === 0) this.byAddress.delete(address);
  }

  private dropOldest(address: string, sockets: Set<Socket>): void {
    const [oldest] = sockets;
    if (oldest === undefined) return;
    this.remove(address, oldest);
    this.refuse(oldest);
  }

  private greediest(): [string, Set<Socket>] {
    return [...this.byAddress].reduce((most, next) => (next[1].size > most[1].size ? next : most));
  }
}
