import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EXAMPLE_RULES, readDefinition } from '@jarvis/rules';
import { flattenSteps } from '@jarvis/steps/lists';
import { z } from 'zod';
import { startEngine, type TestEngine } from './support/engine.js';
import { addConnection, createRule } from './support/rules.js';

jest.setTimeout(180_000);

/** A rehearsal asks no vendor, so nobody is there. */
let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine('http://127.0.0.1:9');
  const { api, owner } = engine;
  await addConnection(api, owner.observatoryId, 'twitter');
  await addConnection(api, owner.observatoryId, 'gmail');
});
afterAll(() => engine.stop());

const Timeline = z.looseObject({
  status: z.string(),
  steps: z.array(z.looseObject({ id: z.string(), status: z.string() })),
});

/** The step by which each template does what it promises. */
const PROMISED: Record<string, string> = {
  'announce-completed-issues': 'publish',
  'say-hello': 'log',
  'morning-digest': 'send',
  'answer-contact-form': 'send',
  'thank-for-payment': 'send',
  'note-deployments': 'log',
  'mail-failures': 'tell',
  'file-a-note': 'note',
  'answer-open-questions': 'send',
  'sort-requests': 'call',
  'close-the-month': 'send',
  'take-an-order': 'confirm',
};

describe('every template, as a new rule begins with it', () => {
  it.each(EXAMPLE_RULES)(
    '$slug does what it promises in a rehearsal with its own event',
    async ({ slug, source, event }) => {
      const { api, owner } = engine;
      const { token } = owner;
      const ruleId = await createRule(api, token, source);
      if (event) await api.call('PUT', `/api/v1/rules/${ruleId}/sample-event`, { token, body: { event } });
      const read = readDefinition(source);
      const definition =
        'value' in read ? z.looseObject({ steps: z.array(z.looseObject({})) }).parse(read.value) : { steps: [] };
      const approvals = flattenSteps<Record<string, unknown>>(definition.steps).filter(
        ({ kind }) => kind === 'approval',
      );
      const answers = Object.fromEntries(
        approvals.map(({ id }) => [String(id), { decision: 'approved', after: '1m' }]),
      );
      const reply = await api.call('POST', `/api/v1/rules/${ruleId}/rehearse`, { token, body: { answers } });
      const { status, steps } = reply.data(Timeline);
      expect({ status, promised: steps.filter(({ id }) => id === PROMISED[slug]).map((step) => step.status) }).toEqual({
        status: 'succeeded',
        promised: expect.arrayContaining(['succeeded']),
      });
    },
  );
});
