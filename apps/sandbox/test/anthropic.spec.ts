import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { askModel, type ModelRequest } from '@jarvis/models';
import { errorOf, openSandbox, type TestSandbox } from './support.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.dispose());
beforeEach(async () => {
  await fetch(`${sandbox.url}/_faults`, { method: 'DELETE' });
});

const outputSchema = {
  type: 'object',
  properties: {
    text: { type: 'string', maxLength: 280 },
    reasoning: { type: 'string' },
    confidence: { type: 'number', minimum: 0, maximum: 1 },
    tone: { enum: ['friendly', 'neutral'] },
  },
  required: ['text', 'reasoning', 'confidence'],
  additionalProperties: false,
};
const prompt = `Write a post about this closed issue.
Repository: Codertocat/Hello-World
Issue #1: Spelling error in the README file
URL: https://github.com/Codertocat/Hello-World/issues/1
Body: It looks like you accidentally spelled 'commit' with two 't's.`;

const request = (changes: Partial<ModelRequest> = {}): ModelRequest => ({
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  system: 'You write posts for developers.',
  prompt,
  outputSchema,
  maxTokens: 1024,
  apiKey: 'sandbox-key',
  baseURL: sandbox.url,
  ...changes,
});

describe('askModel', () => {
  it('gives a typed draft about the issue, with usage and price', async () => {
    const answer = await askModel(request());
    expect(answer).toMatchObject({ model: 'claude-sonnet-5-5', stopReason: 'end_turn', calls: 1 });
    expect(answer.output).toEqual({
      text: expect.stringMatching(
        /Hello-World.*Spelling error.*https:\/\/github\.com\/Codertocat\/Hello-World\/issues\/1$/,
      ),
      reasoning: expect.stringContaining('Issue #1'),
      confidence: expect.any(Number),
      tone: 'friendly',
    });
    expect(answer.usage.costUsd).toBeCloseTo((answer.usage.inputTokens * 2 + answer.usage.outputTokens * 10) / 1e6, 10);
    // As with a real model, asking again words it anew.
    expect((await askModel(request())).output).not.toEqual(answer.output);
  });

  it('maps refusals', async () => {
    expect(await errorOf(askModel(request({ apiKey: 'invalid-key' })))).toMatchObject({
      code: 'auth',
      status: 401,
    });
    expect(await errorOf(askModel(request({ model: 'gpt-1' })))).toMatchObject({
      code: 'not-found',
      status: 404,
    });
    expect(await errorOf(askModel(request({ maxTokens: 0 })))).toMatchObject({
      code: 'invalid-input',
      status: 400,
    });
  });

  it('takes the waiting time and leaves repeating to the caller', async () => {
    await sandbox.fail({ platform: 'anthropic', kind: 'rate-limited', retryAfter: 4, count: 1 });
    expect(await errorOf(askModel(request()))).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 4000,
    });
    await sandbox.fail({ platform: 'anthropic', kind: 'server-error' });
    expect(await errorOf(askModel(request()))).toMatchObject({
      code: 'unavailable',
      status: 529,
      retryable: true,
    });
  });

  it.each(['malformed', 'timeout-after-accept'])('calls a lost answer unavailable (%s)', async (kind) => {
    await sandbox.fail({ platform: 'anthropic', kind, holdMs: 5_000 });
    expect(await errorOf(askModel(request({ timeoutMs: 600 })))).toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
  });

  it('shows the model once what is wrong with its answer', async () => {
    // The sandbox cannot know this pattern, so its answer never fits.
    const impossible = {
      ...outputSchema,
      properties: { ...outputSchema.properties, text: { type: 'string', pattern: '^never$' } },
    };
    const before = sandbox.requests().length;
    const error = await errorOf(askModel(request({ outputSchema: impossible })));
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('text') });
    const sent = sandbox.requests().slice(before);
    expect(sent).toHaveLength(2);
    expect(JSON.parse(String(sent[1]?.body))).toMatchObject({
      messages: [{}, { role: 'assistant' }, { role: 'user' }],
    });
  });

  it('refuses a schema it cannot check, before asking', async () => {
    expect(await errorOf(askModel(request({ outputSchema: { type: 'nonsense' } })))).toMatchObject({
      code: 'invalid-input',
    });
  });
});
