import { describe, expect, it } from '@jest/globals';
import { compileRule } from './index.js';
import { connections, log, POST_ID, registry, rule, SECOND_POST_ID, twoConnections } from './testing.fixture.js';

const compile = (trigger: Record<string, unknown>, title = 'x', known = connections) =>
  compileRule({
    definition: rule([{ ...log, id: 'a', with: { title } }], {
      trigger: { kind: 'platform', uses: 'post.letter-arrives', ...trigger },
    }),
    registry,
    connections: known,
  });

describe('a trigger of a platform', () => {
  it('watches the only account with the settings that the trigger takes', () => {
    expect(compile({})).toMatchObject({
      problems: [],
      source: { uses: 'post.letter-arrives', connectionId: POST_ID, settings: { box: 'front' } },
    });
  });

  it('watches the account that it names, and says which there are', () => {
    expect(compile({ connection: 'other' }, 'x', twoConnections).source?.connectionId).toBe(SECOND_POST_ID);
    expect(compile({ connection: 'otter' }, 'x', twoConnections).problems).toMatchObject([
      { path: 'trigger.connection', code: 'unknown-connection', hint: 'Did you mean “other”?' },
    ]);
    expect(compile({}, 'x', twoConnections).problems).toMatchObject([
      {
        path: 'trigger.uses',
        code: 'ambiguous-connection',
        message: 'There are 2 connections to Post Office; the trigger does not say which one it uses.',
      },
    ]);
    expect(compile({}, 'x', []).problems).toMatchObject([{ path: 'trigger.uses', code: 'missing-connection' }]);
  });

  it('knows its event', () => {
    expect(compile({}, '${{ event.sender.name }}').problems).toEqual([]);
    expect(compile({}, '${{ event.sender.nam }}').problems).toMatchObject([
      { path: 'steps[0].with.title', code: 'unknown-output-field', hint: 'Did you mean “name”?' },
    ]);
  });

  it('refuses settings that do not fit, in words', () => {
    expect(compile({ with: { boks: 'a', stamped: 'yes' } }).problems).toMatchObject([
      { path: 'trigger.with.stamped', code: 'wrong-type' },
      { path: 'trigger.with.boks', code: 'unknown-field', hint: 'Did you mean “box”?' },
    ]);
  });

  it('leaves other triggers alone', () => {
    const { source } = compileRule({ definition: rule([{ ...log, id: 'a' }]), registry, connections });
    expect(source).toBeUndefined();
  });
});
