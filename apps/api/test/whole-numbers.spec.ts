import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '@jarvis/testing';
import { z } from 'zod';
import type { Person, TestApi } from './support/api.js';
import { startEngine, type TestEngine } from './support/engine.js';
import { publishRule } from './support/rules.js';

jest.setTimeout(300_000);

/** Beyond 2^53: as a double it ends in …526000. */
const id = '8202522731445525542';
const next = '8202522731445525543';

let api: TestApi;
let engine: TestEngine;
let owner: Person & { observatoryId: string };
let address: string;
/** The service that is called; the worker may call it in the sandbox's place. */
let service: Server;
const received: string[] = [];
beforeAll(async () => {
  service = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'POST') received.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"order": ${id}, "price": 0.1}`);
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(service.address() as AddressInfo).port.toString()}`;
  engine = await startEngine(address);
  ({ api, owner } = engine);
});
afterAll(async () => {
  await engine.stop();
  service.close();
});

const rule = () => `format: 1
name: Sends an order on
trigger: { kind: webhook, signature: github }
vars: { shop: -9223372036854775809 }
steps:
  - id: fetch
    kind: action
    uses: http.request
    with: { url: "${address}/order", query: { id: "\${{ event.id }}" } }
  - id: ask
    kind: approval
    for: send
    title: "Order \${{ event.id }}"
    expiresAfter: 1h
  - id: send
    kind: action
    uses: http.request
    if: event.id == ${id} && steps.fetch.output.body.order < ${next}
    with:
      method: POST
      url: "${address}/orders"
      body:
        id: "\${{ event.id }}"
        next: "\${{ event.id + 1 }}"
        fetched: "\${{ steps.fetch.output.body.order }}"
        shop: "\${{ vars.shop }}"
        literal: 12345678901234567890123
        text: "Order \${{ event.id }}, \${{ event }}"
`;
/** Its names in the order of jsonb, in which a published plan is kept. */
const body = `{"id":${id},"next":${next},"shop":-9223372036854775809,"text":"Order ${id}, {\\"id\\":${id}}","fetched":${id},"literal":12345678901234567890123}`;

/** The bytes of an answer, which `JSON.parse` would change. */
async function answer(path: string): Promise<string> {
  const reply = await api.app.inject({ url: path, headers: { authorization: `Bearer ${owner.token}` } });
  return reply.body;
}

async function deliver({ url, secret }: { url: string; secret: string }, event: string) {
  const signature = createHmac('sha256', secret).update(event).digest('hex');
  return api.call('POST', new URL(url).pathname, {
    raw: event,
    headers: {
      'x-github-event': 'order',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${signature}`,
    },
  });
}

describe('whole numbers beyond 2^53', () => {
  it('come out as they came in, from the webhook to the service that is called', async () => {
    const { ruleId, webhook } = await publishRule(api, owner.token, rule());
    await api.call('POST', `/api/v1/rules/${ruleId}/enable`, { token: owner.token });
    const accepted = await deliver({ url: webhook?.url ?? '', secret: webhook?.secret ?? '' }, `{"id":${id}}`);
    expect(accepted.status).toBe(202);
    const approval = await until(async () => {
      const [row] = await api.query(`select * from approval_requests where status = 'pending'`);
      return row;
    });
    const {
      id: approvalId,
      run_id: runId,
      title,
    } = z.object({ id: z.uuid(), run_id: z.uuid(), title: z.string() }).parse(approval);
    expect(title).toBe(`Order ${id}`);
    const shown = await answer(`/api/v1/approvals/${approvalId}`);
    expect(shown).toContain(`"body":{"id":${id},`);
    const { inputHash } = z.object({ data: z.object({ inputHash: z.string() }) }).parse(JSON.parse(shown)).data;
    const decided = await api.call('POST', `/api/v1/approvals/${approvalId}/decision`, {
      token: owner.token,
      body: { decision: 'approved', inputHash },
    });
    expect(decided.status).toBe(200);
    await until(async () => {
      const [row] = await api.query(`select status from runs where id = $1 and finished_at is not null`, [runId]);
      return row;
    });
    expect(received).toEqual([body]);
    const run = await answer(`/api/v1/runs/${runId}`);
    expect(run).toContain(`"event":{"id":${id}}`);
    expect(run).toContain(`"body":{"order":${id},"price":0.1}`);
    expect(run).not.toContain('525542n');
    expect(run).not.toContain('526000');
    expect(await api.query(`select event->>'id' as id from runs where id = $1`, [runId])).toEqual([{ id }]);
  });

  it('come back from what is edited, kept as an example and rehearsed', async () => {
    const source = `format: 1
name: Counts
trigger: { kind: webhook, signature: github }
steps:
  - id: count
    kind: action
    uses: core.transform
    with: { value: "\${{ event.id + 1 }}" }
`;
    const { ruleId } = await publishRule(api, owner.token, source);
    const stored = await api.call('PUT', `/api/v1/rules/${ruleId}/sample-event`, {
      token: owner.token,
      raw: `{"event":{"id":${id}}}`,
    });
    expect(stored.status).toBe(200);
    expect(await answer(`/api/v1/rules/${ruleId}/sample-event`)).toContain(`"id":${id}`);
    const rehearsed = await api.app.inject({
      method: 'POST',
      url: `/api/v1/rules/${ruleId}/rehearse`,
      headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' },
      payload: `{"event":{"id":${id}}}`,
    });
    expect(rehearsed.body).toContain(`"output":{"value":${next}}`);
  });

  it.each(['1e400', '9'.repeat(1001)])('are refused where nothing could keep them: %s', async (number) => {
    const { webhook } = await publishRule(api, owner.token, rule());
    const reply = await deliver({ url: webhook?.url ?? '', secret: webhook?.secret ?? '' }, `{"id":${number}}`);
    expect(reply.status).toBe(400);
  });
});
