import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { signGithubDelivery } from '@jarvis/testing';
import { startEngine, type TestEngine } from './support/engine.js';
import { publishRule } from './support/rules.js';

// The worker bundles its workflows first, which takes minutes on a busy machine.
jest.setTimeout(300_000);

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine('http://127.0.0.1:9');
});
afterAll(() => engine.stop());

const steps = `
  - id: sum
    kind: code
    with: { order: "\${{ event.order }}" }
    code: "return { total: order.count * 3 };"`;

async function answerOf(rule: string, event: object) {
  const { webhook } = await publishRule(engine.api, engine.owner.token, rule);
  const { body, headers } = signGithubDelivery(event, webhook?.secret ?? '');
  return engine.api.call('POST', new URL(webhook?.url ?? '').pathname, { raw: body, headers });
}
const rule = (trigger: string, of = steps) => `format: 1
name: Sums
trigger: { kind: webhook, signature: github, answer: result${trigger} }
steps:${of}
`;

it('answers a delivery with what the worker made of it, through a filter as well', async () => {
  const event = { order: { count: 14 } };
  expect(await answerOf(rule(', within: 30s'), event)).toMatchObject({ status: 200, body: { total: 42 } });
  const filtered = rule(', within: 30s, if: event.order.count > 10');
  expect(await answerOf(filtered, event)).toMatchObject({ status: 200, body: { total: 42 } });
  expect(await answerOf(filtered, { order: { count: 1 } })).toMatchObject({
    status: 202,
    body: { data: { filtered: true } },
  });
});

it('gives what the step that stopped it gave', async () => {
  const stop = `
  - id: end
    kind: stop
    outcome: succeeded
    message: "Order \${{ event.order }}"`;
  expect(await answerOf(rule(', within: 30s', stop), { order: 7 })).toMatchObject({
    status: 200,
    body: { outcome: 'succeeded', message: 'Order 7' },
  });
});
