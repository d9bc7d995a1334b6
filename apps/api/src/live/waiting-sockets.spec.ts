import { describe, expect, it } from '@jest/globals';
import { WaitingSockets } from './waiting-sockets.js';

class Client {
  refused = false;
}

function start() {
  const waiting = new WaitingSockets<Client>((client) => (client.refused = true));
  const connect = (address: string) => {
    const client = new Client();
    waiting.add(address, client);
    return client;
  };
  return { waiting, connect };
}
const refusedOf = (clients: Client[]) => clients.filter(({ refused }) => refused).length;

describe('WaitingSockets', () => {
  it('lets a newcomer in where an address has too many, and drops its oldest', () => {
    const { connect } = start();
    const idle = Array.from({ length: 200 }, () => connect('203.0.113.7'));
    const other = connect('198.51.100.1');
    expect(refusedOf(idle)).toBe(180);
    expect(idle.slice(-20).some(({ refused }) => refused)).toBe(false);
    expect(other.refused).toBe(false);
  });

  it('counts nobody who has said who he is, or has gone', () => {
    const { waiting, connect } = start();
    for (let index = 0; index < 100; index += 1) waiting.remove('203.0.113.7', connect('203.0.113.7'));
    const idle = Array.from({ length: 20 }, () => connect('203.0.113.7'));
    expect(refusedOf(idle)).toBe(0);
  });

  it('in all, takes the place of whoever holds most', () => {
    const { connect } = start();
    const greedy = Array.from({ length: 20 }, () => connect('203.0.113.7'));
    const others = Array.from({ length: 990 }, (_, index) =>
      connect(`10.0.${(index >> 8).toString()}.${(index & 255).toString()}`),
    );
    expect([refusedOf(greedy), refusedOf(others)]).toEqual([10, 0]);
  });
});
