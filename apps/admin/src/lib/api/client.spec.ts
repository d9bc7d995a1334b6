import { describe, expect, it } from '@jest/globals';
import { plain } from '../format/plain.ts';
import { getRun, storeSampleEvent } from './calls.ts';

const big = '8202522731445525542';

describe('the client of the API', () => {
  it('shows whole numbers with all their digits', async () => {
    const answer = `{"success":true,"data":{"event":{"id":${big},"small":5}},"meta":{}}`;
    const run = await getRun(
      async () => new Response(answer, { headers: { 'content-type': 'application/json' } }),
      'x',
    );
    expect(JSON.stringify(run.event)).toBe(`{"id":${big},"small":5}`);
    expect(plain(BigInt(big))).toBe(big);
  });

  it('sends them so', async () => {
    let sent: unknown;
    const answer = new Response('{"success":true,"data":{"event":{}},"meta":{}}', {
      headers: { 'content-type': 'application/json' },
    });
    await storeSampleEvent(
      async (_input, init) => {
        sent = init?.body;
        return answer;
      },
      'x',
      { event: { id: BigInt(big) } },
    );
    expect(sent).toBe(`{"event":{"id":${big}}}`);
  });
});
