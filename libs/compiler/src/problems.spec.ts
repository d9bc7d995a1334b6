import { PROBLEM_CODES, parseDefinition, toProblem, type ProblemCode } from '@jarvis/rules';
import { describe, expect, it } from '@jest/globals';
import { compileRule, problemsAmong } from './index.js';
import { connections, log, publish, registry, rule, rules, twoConnections } from './testing.fixture.js';

const model = {
  kind: 'model',
  id: 'draft',
  prompt: 'x',
  output: {
    type: 'object',
    properties: {
      text: { type: 'string' },
      score: { type: 'number' },
      tags: { type: 'array', items: { type: 'string' } },
      note: { type: 'string' },
    },
    required: ['text', 'score', 'tags'],
  },
};
/** Two moods there can be, and a branch that looks at them. */
const mood = {
  ...model,
  id: 'mood',
  output: { type: 'object', properties: { is: { type: 'string', enum: ['good', 'bad'] } } },
};
const byMood = { kind: 'branch', id: 'b', on: 'steps.mood.output.is' };
const stop = { kind: 'stop', id: 's', outcome: 'succeeded' };
const wait = { kind: 'wait-for-event', id: 'w', event: 'order.paid' };
const signed = { kind: 'webhook', signature: 'github' };
const letter = { kind: 'platform', uses: 'post.letter-arrives' };
const approval = { kind: 'approval', id: 'ask', for: 'publish' };

const sampleEvent = { issue: { title: 'Fix it', milestone: null }, labels: [{ name: 'bug' }], x: 1 };

interface Case {
  given: unknown;
  path: string;
  hint?: string | RegExp;
  connections?: typeof connections;
  warning?: true;
}

/** Every code, where it is reported, and what the hint says. */
const CASES: Record<ProblemCode, Case | Case[]> = {
  'invalid-yaml': [
    { given: 'format: [1', path: '' },
    { given: 'name: Issue #${{ event.n }}', path: '', hint: 'Put the whole text into quotes.' },
    { given: 'a: 1\na: 2', path: '' },
    { given: `format: 1\nvars: {id: ${'1'.repeat(1001)}}`, path: '', hint: /quotes/ },
  ],
  'too-large': [
    { given: 'x'.repeat(600_000), path: '' },
    { given: rule([], { vars: { x: JSON.parse('['.repeat(60) + ']'.repeat(60)) } }), path: '' },
    {
      given: rule([{ ...wait, where: { order: { id: 'x'.repeat(1010) } } }]),
      path: 'steps[0].where',
      hint: /few fields/,
    },
    { given: rule([{ ...wait, where: { id: `${'x'.repeat(1020)}\${{ event.id }}` } }]), path: 'steps[0].where' },
  ],
  'more-problems': { given: rule(Array.from({ length: 120 }, () => ({ kind: 'stop', id: 'X' }))), path: '' },
  'more-warnings': {
    given: rule(Array.from({ length: 120 }, (_, at) => ({ ...log, id: `a${at}`, with: { title: '{{ x }}' } }))),
    path: '',
    warning: true,
  },
  'forbidden-key': {
    given: JSON.stringify(rule([{ ...log, id: 'a' }])).replace('"title"', '"__proto__"'),
    path: 'steps[0].with.__proto__',
  },
  'unstorable-text': [
    { given: rule([{ ...log, id: 'a', with: { title: 'x\0' } }]), path: 'steps[0].with.title' },
    { given: `format: 1\nname: "\\ud800"`, path: 'name' },
    { given: `format: 1\nvars: {"\\0": 1}`, path: 'vars' },
  ],
  'unsupported-format': [
    { given: rule([{ ...log, id: 'a' }], { format: 2 }), path: 'format' },
    { given: { name: 'x', trigger: { kind: 'manual' }, steps: [] }, path: 'format' },
  ],
  'unknown-field': [
    { given: rule([{ ...log, id: 'a', wiht: {} }]), path: 'steps[0].wiht', hint: 'Did you mean “with”?' },
    { given: rule([{ ...log, id: 'a' }], { nmae: 'x' }), path: 'nmae', hint: 'Did you mean “name”?' },
    {
      given: rule([{ ...log, id: 'a', with: { titel: 'x', title: 'y' } }]),
      path: 'steps[0].with.titel',
      hint: 'Did you mean “title”?',
    },
    {
      given: rule([{ ...log, id: 'a', retry: { attemps: 3 } }]),
      path: 'steps[0].retry.attemps',
      hint: 'Did you mean “attempts”?',
    },
    {
      given: rule([{ kind: 'branch', id: 'b', cases: [{ if: 'true', step: [], steps: [{ ...log, id: 'a' }] }] }]),
      path: 'steps[0].cases[0].step',
      hint: 'Did you mean “steps”?',
    },
    {
      given: rule([{ ...log, id: 'a', onError: { step: [], steps: [{ ...log, id: 'b' }] } }]),
      path: 'steps[0].onError.step',
      hint: 'Did you mean “steps”?',
    },
    {
      given: rule([{ ...log, id: 'a', onError: { steps: [{ ...log, id: 'b', wiht: {} }] } }]),
      path: 'steps[0].onError.steps[0].wiht',
      hint: 'Did you mean “with”?',
    },
    {
      given: rule([{ ...log, id: 'a', compensate: { steps: [{ ...log, id: 'b' }], then: 'fail' } }]),
      path: 'steps[0].compensate.then',
    },
    {
      given: rule([{ kind: 'parallel', id: 'b', branches: [{ nam: 'x', steps: [{ ...log, id: 'a' }] }] }]),
      path: 'steps[0].branches[0].nam',
      hint: 'Did you mean “name”?',
    },
  ],
  'missing-field': [
    {
      given: rule([{ kind: 'branch', id: 'b', cases: [{ steps: [stop] }] }]),
      path: 'steps[0].cases[0].if',
      hint: 'Write when it runs.',
    },
    {
      given: rule([{ ...byMood, on: 'event.x', cases: [{ is: 1, steps: [] }, { steps: [stop] }] }]),
      path: 'steps[0].cases[1].is',
    },
    {
      given: rule([{ kind: 'branch', id: 'b', cases: [{ is: 1, steps: [stop] }] }]),
      path: 'steps[0].on',
      hint: /event\.status/,
    },
    { given: rule([{ kind: 'action', id: 'a' }]), path: 'steps[0].uses' },
    { given: rule([{ kind: 'approval', id: 'a', for: '', title: 'x' }]), path: 'steps[0].for' },
    { given: rule([{ ...log, id: 'a', with: {} }]), path: 'steps[0].with.title' },
    { given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'schedule' } }), path: 'trigger' },
    { given: rule([{ kind: 'wait', id: 'w' }]), path: 'steps[0]' },
    { given: 'format: 1\nname: x\ntrigger:\nsteps: []', path: 'trigger', hint: /^Fill it in/ },
    { given: 'format: 1\nname: x\ntrigger: {kind: manual}\nsteps:\n-', path: 'steps[0]', hint: /from the list/ },
    { given: rule([{ id: 'w' }]), path: 'steps[0].kind' },
  ],
  'wrong-type': [
    { given: rule([{ ...log, id: 'a', uses: 3 }]), path: 'steps[0].uses' },
    { given: rule([{ ...log, id: 'a', with: { title: 3 } }]), path: 'steps[0].with.title' },
    { given: rule([5]), path: 'steps[0]' },
    { given: '- 1', path: '', hint: /format: 1/ },
    { given: '', path: '', hint: /format: 1/ },
  ],
  'invalid-value': [
    {
      given: rule([{ ...byMood, on: 'event.x', cases: [{ if: 'true', is: 1, steps: [stop] }] }]),
      path: 'steps[0].cases[0].is',
    },
    { given: rule([{ ...byMood, on: 'event.x', cases: [{ if: 'true', steps: [stop] }] }]), path: 'steps[0].on' },
    { given: rule([{ ...log, id: 'a' }], { tags: ['two words'] }), path: 'tags[0]' },
    { given: rule([{ ...log, id: 'a' }], { tags: ['money', 'money'] }), path: 'tags', hint: /filtered by/ },
    { given: rule([{ ...log, id: 'A-1' }]), path: 'steps[0].id', hint: /`steps.<id>`. For example `draftReply`/ },
    {
      given: rule([{ ...log, id: 'a', retry: { notOn: ['unavailble'] } }]),
      path: 'steps[0].retry.notOn[0]',
      hint: 'Did you mean “unavailable”?',
    },
    {
      given: rule([{ ...log, id: 'a', onError: 'contine' }]),
      path: 'steps[0].onError',
      hint: 'Did you mean “continue”?',
    },
    {
      given: rule([{ ...log, id: 'a', onError: { steps: [{ ...log, id: 'b' }], then: 'stop' } }]),
      path: 'steps[0].onError.then',
      hint: /Known: fail, continue/,
    },
    { given: rule([{ ...log, id: 'a', retry: { attempts: 0 } }]), path: 'steps[0].retry.attempts', hint: /no retry/ },
    {
      given: rule([{ kind: 'each', id: 'e', items: '[1]', concurrency: 99, steps: [{ ...log, id: 'a' }] }]),
      path: 'steps[0].concurrency',
      hint: /at the same time/,
    },
    {
      given: rule([{ kind: 'parallel', id: 'p', limit: 0, branches: [{ steps: [{ ...log, id: 'a' }] }] }]),
      path: 'steps[0].limit',
      hint: /at the same time/,
    },
    {
      given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'event', name: 'Run Failed' } }),
      path: 'trigger.name',
      hint: /For example `run.failed`/,
    },
    { given: rule([{ kind: 'wait', id: 'w', for: '0s' }]), path: 'steps[0].for', hint: /10s/ },
    { given: rule([{ kind: 'wait', id: 'w', for: 'soon' }]), path: 'steps[0].for', hint: /10s/ },
    ...['01/02/2026', 'Jan 5, 2026', '5', '2026-02-30T10:00:00Z', '2026-01-31T10:00:00'].map((moment) => ({
      given: rule([{ kind: 'wait', id: 'w', until: `"${moment}"` }]),
      path: 'steps[0].until',
      hint: /RFC 3339/,
    })),
    { given: rule([{ ...log, id: 'a', onError: 'ignore' }]), path: 'steps[0].onError' },
    { given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'schedule', every: '1s' } }), path: 'trigger.every' },
    { given: rule([{ ...log, id: 'a' }], { vars: { 'a-b': 1 } }), path: 'vars.a-b' },
  ],
  'unknown-kind': [
    { given: rule([{ kind: 'acton', id: 'a' }]), path: 'steps[0].kind', hint: 'Did you mean “action”?' },
    {
      given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'webhok' } }),
      path: 'trigger.kind',
      hint: 'Did you mean “webhook”?',
    },
  ],
  'duplicate-id': {
    given: rule([
      { ...log, id: 'a' },
      { kind: 'branch', id: 'b', cases: [{ if: 'true', steps: [{ ...log, id: 'a' }] }] },
    ]),
    path: 'steps[1].cases[0].steps[0].id',
  },
  'reserved-name': [
    { given: rule([{ ...log, id: 'in' }]), path: 'steps[0].id', hint: 'Choose another name, such as “in1”.' },
    { given: rule([{ ...log, id: 'constructor' }]), path: 'steps[0].id' },
    { given: rule([{ ...log, id: 'a' }], { vars: { in: 1 } }), path: 'vars.in' },
    { given: rule([{ ...log, id: 'a' }], { inputs: { in: { type: 'string' } } }), path: 'inputs.in' },
    { given: rule([{ kind: 'code', id: 'a', with: { class: 1 }, code: 'return 1' }]), path: 'steps[0].with.class' },
  ],
  'empty-steps': [
    { given: rule([]), path: 'steps' },
    { given: rule([{ kind: 'branch', id: 'b', cases: [{ if: 'true', steps: [] }] }]), path: 'steps[0].cases[0].steps' },
    { given: rule([{ kind: 'branch', id: 'b', cases: [] }]), path: 'steps[0].cases' },
  ],
  'invalid-cron': [
    { given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'schedule', cron: '61 * * * *' } }), path: 'trigger.cron' },
    { given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'schedule', cron: '0 0 30 2 *' } }), path: 'trigger.cron' },
  ],
  'invalid-timezone': {
    given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'schedule', cron: '@daily', timezone: 'Europe/Pariss' } }),
    path: 'trigger.timezone',
    hint: 'Did you mean “Europe/Paris”?',
  },
  'invalid-expression': [
    { given: rule([{ ...log, id: 'a', if: 'event.x ==' }]), path: 'steps[0].if' },
    { given: rule([{ ...log, id: 'a', with: { title: '${{ event.x' } }]), path: 'steps[0].with.title' },
    { given: rule([{ ...log, id: 'a', with: { title: '${{ event.constructor }}' } }]), path: 'steps[0].with.title' },
    { given: rule([{ ...log, id: 'a', if: '${{ }}' }]), path: 'steps[0].if' },
    {
      given: rule([{ kind: 'wait', id: 'w', until: 'timestamp("2026-02-30T10:00:00Z")' }]),
      path: 'steps[0].until',
      hint: /a day that exists/,
    },
    {
      given: rule([{ ...log, id: 'a', with: { title: 'In ${{ string(timestamp(now) + duration("2 hours")) }}' } }]),
      path: 'steps[0].with.title',
      hint: /1h30m/,
    },
    { given: rule([{ ...log, id: 'a', if: 'string(event.x).matches("(a")' }]), path: 'steps[0].if', hint: /RE2/ },
  ],
  'expression-type': [
    {
      given: rule([mood, { ...byMood, cases: [{ is: 3, steps: [stop] }], else: [] }]),
      path: 'steps[1].cases[0].is',
      hint: 'It gives a string.',
    },
    {
      given: rule([{ ...byMood, on: 'event.?x', cases: [{ is: 3, steps: [stop] }], else: [] }]),
      path: 'steps[0].on',
      hint: 'Add .orValue(…) with what to use instead.',
    },
    { given: rule([{ ...log, id: 'a', if: '"text"' }]), path: 'steps[0].if' },
    { given: rule([stop], { trigger: { ...signed, if: '${{ trigger.eventName }}' } }), path: 'trigger.if' },
    {
      given: rule([model, { ...log, id: 'a', with: { title: '${{ steps.draft.output.score }}' } }]),
      path: 'steps[1].with.title',
      hint: 'Convert it with string(…).',
    },
    {
      given: rule([model, { ...log, id: 'a', with: { title: 'x', tags: ['${{ steps.draft.output }}'] } }]),
      path: 'steps[1].with.tags[0]',
    },
    {
      given: rule([model, { ...log, id: 'a', with: { title: 'x', level: 'n ${{ 1 }}' } }]),
      path: 'steps[1].with.level',
    },
    { given: rule([{ ...log, id: 'a', with: { title: '${{ "a" + 1 }}' } }]), path: 'steps[0].with.title' },
    { given: rule([{ kind: 'wait', id: 'w', until: '5' }]), path: 'steps[0].until' },
    { given: rule([{ ...wait, where: { ids: '${{ [1] }}' } }]), path: 'steps[0].where' },
    {
      given: rule([model, { ...wait, where: { draft: '${{ steps.draft.output }}' } }]),
      path: 'steps[1].where',
    },
    {
      given: rule([
        { ...approval, confidence: 'high' },
        { ...publish, id: 'publish' },
      ]),
      path: 'steps[0].confidence',
    },
    {
      given: rule([
        model,
        { ...approval, confidence: '${{ steps.draft.output.text }}' },
        { ...publish, id: 'publish' },
      ]),
      path: 'steps[1].confidence',
    },
  ],
  'unknown-name': [
    {
      given: rule([{ ...log, id: 'a', with: { title: '${{ evnt.x }}' } }]),
      path: 'steps[0].with.title',
      hint: 'Did you mean “event”?',
    },
    {
      given: rule([{ ...log, id: 'a', with: { title: '${{ string(vars.temperature) }}' } }], {
        vars: { temprature: 1 },
      }),
      path: 'steps[0].with.title',
      hint: undefined,
    },
  ],
  'unknown-function': {
    given: rule([{ ...log, id: 'a', with: { title: '${{ "x".lowr() }}' } }]),
    path: 'steps[0].with.title',
    hint: 'Did you mean “lower”?',
  },
  'unknown-step': {
    given: rule([model, { ...log, id: 'a', with: { title: '${{ steps.drft.output.text }}' } }]),
    path: 'steps[1].with.title',
    hint: 'Did you mean “draft”?',
  },
  'step-not-run-yet': [
    { given: rule([{ ...log, id: 'a' }], { title: '${{ steps.a.output.id }}' }), path: 'title' },
    { given: rule([stop], { trigger: { ...signed, if: 'steps.s.status == "failed"' } }), path: 'trigger.if' },
    {
      given: rule([{ ...log, id: 'a', with: { title: '${{ steps.draft.output.text }}' } }, model]),
      path: 'steps[0].with.title',
    },
    { given: rule([{ ...log, id: 'a', with: { title: '${{ steps.a.output.title }}' } }]), path: 'steps[0].with.title' },
    {
      given: rule([
        {
          kind: 'branch',
          id: 'b',
          cases: [
            { if: 'true', steps: [model] },
            { if: 'true', steps: [{ ...log, id: 'a', with: { title: '${{ steps.draft.output.text }}' } }] },
          ],
        },
      ]),
      path: 'steps[0].cases[1].steps[0].with.title',
    },
    // The reviewer approves the input as it is when asked, so nothing that runs later can be in it.
    {
      given: rule([approval, model, { ...publish, id: 'publish', with: { text: '${{ steps.draft.output.text }}' } }]),
      path: 'steps[2].with.text',
    },
    {
      given: rule([
        { ...approval, onRejected: [{ ...log, id: 'l', with: { title: '${{ steps.publish.output.url }}' } }] },
        { ...publish, id: 'publish' },
      ]),
      path: 'steps[0].onRejected[0].with.title',
    },
  ],
  'braces-in-text': [
    {
      given: rule([{ ...log, id: 'a', with: { title: 'Hello {{ event.name }}, ${{ event.x }}' } }]),
      path: 'steps[0].with.title',
      warning: true,
    },
    { given: rule([{ ...model, prompt: 'Sum up {{event.body}}' }]), path: 'steps[0].prompt', warning: true },
    ...[
      ['Hello ${event.name}', 'Write ${{ event.name }} if'],
      ['Hello { event.labels[0].name }!', 'Write ${{ event.labels[0].name }} if'],
      ['Hello <%= event.name %>', 'Write ${{ event.name }} if'],
      ['At <%= now %>', 'Write ${{ now }} if'],
      ['Hello #{steps.draft.output.text}', 'Write ${{ steps.draft.output.text }} if'],
      ['{draft.output.text}, ${{ event.x }}', 'Write ${{ steps.draft.output.text }} if'],
      ['{"a": {"b": 1}} ${vars.city}', 'Write ${{ vars.city }} if'],
    ].map(([title = '', hint = '']) => ({
      given: rule([model, { ...log, id: 'a', with: { title } }]),
      path: 'steps[1].with.title',
      hint: new RegExp(hint.replace(/[${}[\].]/g, '\\$&')),
      warning: true as const,
    })),
  ],
  'step-may-not-run': [
    {
      given: rule([
        { ...model, if: 'event.x' },
        { ...log, id: 'a', with: { title: '${{ steps.draft.output.text }}' } },
      ]),
      path: 'steps[1].with.title',
      warning: true,
    },
    {
      given: rule([
        { kind: 'branch', id: 'b', cases: [{ if: 'event.x', steps: [model] }] },
        { ...log, id: 'a', with: { title: '${{ steps.draft.output.text }}' } },
      ]),
      path: 'steps[1].with.title',
      warning: true,
    },
  ],
  'unknown-output-field': [
    {
      given: rule([
        { ...log, id: 'a', with: { title: '${{ trigger.eventname + trigger.headers["x-github-event"] }}' } },
      ]),
      path: 'steps[0].with.title',
      hint: 'Did you mean “eventName”?',
    },
    {
      given: rule([model, { ...log, id: 'a', with: { title: '${{ steps.draft.output.txt }}' } }]),
      path: 'steps[1].with.title',
      hint: 'Did you mean “text”?',
    },
    {
      given: rule([
        { ...log, id: 'l' },
        { ...log, id: 'a', with: { title: '${{ steps.l.output.titel }}' } },
      ]),
      path: 'steps[1].with.title',
      hint: 'Did you mean “title”?',
    },
    {
      given: rule([
        approval,
        { ...publish, id: 'publish' },
        { ...log, id: 'a', with: { title: '${{ steps.ask.output.nte }}' } },
      ]),
      path: 'steps[2].with.title',
      hint: 'Did you mean “note”?',
    },
  ],
  'field-may-be-missing': [
    {
      given: rule([model, { ...log, id: 'a', with: { title: '${{ steps.draft.output.note }}' } }]),
      path: 'steps[1].with.title',
      hint: 'Write .?note.orValue(…), or ask with has(…).',
      warning: true,
    },
    {
      given: rule([
        { ...log, id: 'first', with: { title: 'x' } },
        { ...log, id: 'a', if: 'steps.first.output.level > 1', with: { title: 'x' } },
      ]),
      path: 'steps[1].if',
      warning: true,
    },
  ],
  'not-as-in-sample': [
    { given: rule([{ ...log, id: 'a', if: 'event.x == "1"' }]), path: 'steps[0].if', warning: true },
    { given: rule([{ ...log, id: 'a', if: 'event.x' }]), path: 'steps[0].if', warning: true },
    {
      given: rule([{ ...log, id: 'a', with: { title: '${{ event.x }}' } }]),
      path: 'steps[0].with.title',
      hint: 'Convert it with string(…).',
      warning: true,
    },
  ],
  'not-in-sample': [
    {
      given: rule([{ ...log, id: 'a', with: { title: '${{ event.issue.titel }}' } }]),
      path: 'steps[0].with.title',
      hint: 'Did you mean “title”?',
      warning: true,
    },
    {
      given: rule([{ ...log, id: 'a', if: 'event.labels.exists(l, l.nmae == "x")' }]),
      path: 'steps[0].if',
      warning: true,
    },
  ],
  'unknown-action': [
    { given: rule([{ ...log, id: 'a', uses: 'core.lgo' }]), path: 'steps[0].uses', hint: 'Did you mean “core.log”?' },
    // What all names of a platform share does not make one like another.
    {
      given: rule([{ ...log, id: 'a', uses: 'core.jot' }]),
      path: 'steps[0].uses',
      hint: /^Known: core\.log, (core\.[\w-]+(, )?)+\.$/,
    },
    { given: rule([{ ...log, id: 'a', uses: 'cor.log' }]), path: 'steps[0].uses', hint: 'Did you mean “core.log”?' },
  ],
  'unknown-trigger': {
    given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'platform', uses: 'post.letter-arives' } }),
    path: 'trigger.uses',
    hint: 'Did you mean “post.letter-arrives”?',
  },
  'invalid-input-schema': [
    { given: rule([{ ...log, id: 'a' }], { inputs: { order: { type: 'txt' } } }), path: 'inputs.order.type' },
    { given: rule([{ ...log, id: 'a' }], { inputs: { order: { optional: true } } }), path: 'inputs.order' },
    {
      given: rule([{ ...log, id: 'a' }], { inputs: { count: { type: 'integer', default: 'x' } } }),
      path: 'inputs.count.default',
    },
  ],
  'inputs-not-taken': {
    given: rule([{ ...log, id: 'a' }], {
      inputs: { order: { type: 'string' } },
      trigger: { kind: 'webhook', signature: 'github' },
    }),
    path: 'inputs',
    hint: /another rule/,
  },
  'unknown-rule': [
    { given: rule([{ kind: 'call', id: 'a', rule: 'Nobody' }]), path: 'steps[0].rule', hint: /^Known: Ship order/ },
    {
      given: rule([{ kind: 'call', id: 'a', rule: 'Ship ordr' }]),
      path: 'steps[0].rule',
      hint: 'Did you mean “Ship order”?',
    },
  ],
  'ambiguous-rule': { given: rule([{ kind: 'call', id: 'a', rule: 'Twice' }]), path: 'steps[0].rule', hint: /the id/ },
  'invalid-code': [
    { given: rule([{ kind: 'code', id: 'a', code: '' }]), path: 'steps[0].code', hint: /return/ },
    { given: rule([{ kind: 'code', id: 'a', code: 'const a = 1;' }]), path: 'steps[0].code', hint: /return/ },
    { given: rule([{ kind: 'code', id: 'a', with: { a: 1 }, code: 'let a;\nreturn a' }]), path: 'steps[0].code' },
  ],
  'case-never-taken': [
    {
      given: rule([
        mood,
        {
          ...byMood,
          cases: [
            { is: 'good', steps: [stop] },
            { is: ['bad', 'sad'], steps: [{ ...stop, id: 't' }] },
          ],
        },
      ]),
      path: 'steps[1].cases[1].is',
      hint: 'It is one of: “good”, “bad”.',
      warning: true,
    },
    {
      given: rule([
        {
          ...byMood,
          on: 'event.x',
          cases: [
            { is: ['a', 1], steps: [stop] },
            { is: [1], steps: [{ ...stop, id: 't' }] },
          ],
        },
      ]),
      path: 'steps[0].cases[1].is',
      hint: 'Remove it from one of the two.',
      warning: true,
    },
  ],
  'value-without-case': [
    {
      given: rule([mood, { ...byMood, cases: [{ is: 'good', steps: [stop] }] }]),
      path: 'steps[1].cases',
      hint: 'Add a case, or an `else`.',
      warning: true,
    },
    {
      given: rule([{ ...byMood, on: 'event.n > 1', cases: [{ is: true, steps: [stop] }] }]),
      path: 'steps[0].cases',
      warning: true,
    },
  ],
  'unknown-event': [
    {
      given: rule([{ ...log, id: 'a' }], { trigger: { kind: 'event', name: 'run.faild' } }),
      path: 'trigger.name',
      hint: 'Did you mean “run.failed”?',
      warning: true,
    },
    {
      given: rule([{ ...wait, event: 'approval.answered' }]),
      path: 'steps[0].event',
      hint: 'Those of Jarvis are run.failed, approval.expired, connection.broken.',
      warning: true,
    },
  ],
  'invalid-input': [
    {
      given: rule([approval, { ...publish, id: 'publish', with: { text: 'x'.repeat(281) } }]),
      path: 'steps[1].with.text',
    },
    { given: rule([{ ...log, id: 'a' }], { trigger: { ...letter, with: { box: '' } } }), path: 'trigger.with.box' },
    {
      given: rule([{ ...log, id: 'a' }], { trigger: { ...letter, with: { box: '${{ event.box }}' } } }),
      path: 'trigger.with.box',
      hint: 'Write the value itself.',
    },
  ],
  'refused-address': ['http://10.0.0.1/a', 'http://localhost:81', 'http://[::1]', 'http://user:pass@example.com'].map(
    (url) => ({
      given: rule([{ kind: 'action', id: 'call', uses: 'core.call', with: { url } }]),
      path: 'steps[0].with.url',
    }),
  ),
  'missing-connection': {
    given: rule([approval, { ...publish, id: 'publish' }]),
    path: 'steps[1].uses',
    connections: [],
  },
  'unknown-connection': [
    {
      given: rule([approval, { ...publish, id: 'publish', connection: 'acmee' }]),
      path: 'steps[1].connection',
      hint: 'Did you mean “@acme”?',
    },
    // An id of another observatory is not among the connections, and so does not exist.
    {
      given: rule([approval, { ...publish, id: 'publish', connection: '018f9999-0000-7000-8000-000000000009' }]),
      path: 'steps[1].connection',
    },
  ],
  'ambiguous-connection': {
    given: rule([approval, { ...publish, id: 'publish' }]),
    path: 'steps[1].uses',
    connections: twoConnections,
    hint: /@acme, other/,
  },
  'approval-target-missing': {
    given: rule([
      { ...approval, for: 'publsh' },
      { ...publish, id: 'publish' },
    ]),
    path: 'steps[0].for',
    hint: 'Did you mean “publish”?',
  },
  'approval-target-not-action': { given: rule([{ ...approval, for: 'draft' }, model]), path: 'steps[0].for' },
  'approval-target-earlier': [
    { given: rule([{ ...publish, id: 'publish' }, approval]), path: 'steps[1].for' },
    {
      given: rule([
        { kind: 'branch', id: 'b', cases: [{ if: 'true', steps: [approval] }] },
        { ...publish, id: 'publish' },
      ]),
      path: 'steps[0].cases[0].steps[0].for',
    },
    { given: rule([{ ...approval, onRejected: [{ ...publish, id: 'publish' }] }]), path: 'steps[0].for' },
  ],
  'approval-target-in-loop': {
    given: rule([approval, { kind: 'each', id: 'loop', items: '[1]', steps: [{ ...publish, id: 'publish' }] }]),
    path: 'steps[0].for',
    hint: 'Put the approval into “loop”, before the action.',
  },
  'approval-target-taken': {
    given: rule([approval, { ...approval, id: 'again' }, { ...publish, id: 'publish' }]),
    path: 'steps[1].for',
  },
  'approval-conditional': {
    given: rule([
      { ...approval, if: 'event.x' },
      { ...publish, id: 'publish' },
    ]),
    path: 'steps[0].if',
  },
  'invalid-output-schema': [
    { given: rule([{ ...model, output: { type: 'string' } }]), path: 'steps[0].output' },
    {
      given: rule([{ ...model, output: { type: 'object', properties: { a: { type: 'text' } } } }]),
      path: 'steps[0].output.properties.a.type',
    },
    {
      given: rule([{ ...model, output: { type: 'object', properties: { a: { type: 'string' } }, required: ['b'] } }]),
      path: 'steps[0].output.required[0]',
    },
    {
      given: rule([{ ...model, output: { type: 'object', properties: { a: { $ref: '#' } } } }]),
      path: 'steps[0].output.properties.a.$ref',
    },
    { given: rule([{ ...model, output: {} }]), path: 'steps[0].output' },
    {
      given: rule([{ ...model, output: { type: 'object', properties: { a: { type: 'string', pattern: '(?=a)' } } } }]),
      path: 'steps[0].output.properties.a.pattern',
    },
    {
      given: rule([
        { ...model, output: { type: 'object', properties: { a: { type: 'array', minItems: 15_000_000 } } } },
      ]),
      path: 'steps[0].output.properties.a.minItems',
    },
  ],
  'not-in-compensate': [
    {
      given: rule([
        { ...log, id: 'a', compensate: { steps: [{ kind: 'stop', id: 's', outcome: 'failed' }] } },
        { ...log, id: 'b' },
      ]),
      path: 'steps[0].compensate.steps[0]',
    },
    {
      given: rule([
        {
          ...log,
          id: 'a',
          compensate: { steps: [{ ...log, id: 'b', compensate: { steps: [{ ...log, id: 'c' }] } }] },
        },
      ]),
      path: 'steps[0].compensate.steps[0].compensate',
      hint: 'Remove it.',
    },
  ],
  'unreachable-step': [
    {
      given: rule([
        { kind: 'stop', id: 's', outcome: 'failed' },
        { ...log, id: 'a' },
        { ...log, id: 'b' },
      ]),
      path: 'steps[1]',
      warning: true,
    },
    {
      given: rule([
        {
          kind: 'branch',
          id: 'b',
          cases: [{ if: 'event.x', steps: [{ kind: 'stop', id: 's', outcome: 'failed' }] }],
          else: [{ kind: 'stop', id: 't', outcome: 'succeeded' }],
        },
        { ...log, id: 'a' },
      ]),
      path: 'steps[1]',
      warning: true,
    },
  ],
  'approval-inserted': {
    given: rule([{ ...publish, id: 'publish' }]),
    path: 'steps[0]',
    hint: /for: publish/,
    warning: true,
  },
};

const cases = Object.entries(CASES).flatMap(([code, list]) => [list].flat().map((one): [string, Case] => [code, one]));

describe('a sample event', () => {
  it.each([
    'event.issue.?titel.orValue("")',
    'string(has(event.isue) && event.isue.title == "")',
    'event.issue.milestone.title',
    'event.labels[0].name',
  ])('gives no warning for %s', (source) => {
    const definition = rule([{ ...log, id: 'a', with: { title: `\${{ ${source} }}` } }]);
    const result = compileRule({ definition, registry, connections, sampleEvent });
    expect(result.problems).toEqual([]);
  });
});

describe('every problem code', () => {
  it('has a case here', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(PROBLEM_CODES).sort());
  });

  it.each(cases)('%s %#', (code, { given, path, hint, warning, connections: available = connections }) => {
    const result = compileRule({
      definition: given,
      registry,
      connections: available,
      rules,
      ...(code.endsWith('in-sample') ? { sampleEvent } : {}),
    });
    const found = result.problems.find((problem) => problem.code === code && problem.path === path);
    expect(result.problems.map((problem) => `${problem.code} ${problem.path}`)).toContain(`${code} ${path}`);
    expect(found?.message).toMatch(/.{10,}/);
    if (hint !== undefined) expect(found?.hint).toMatch(hint);
    expect(found?.severity).toBe(warning ? 'warning' : 'error');
    expect(result.plan !== undefined).toBe(warning === true);
  });
});

describe('an address to call', () => {
  const sandbox = 'http://127.0.0.1:4400';
  it.each([
    ['public', 'https://8.8.8.8/a', {}],
    ['a name, which may lead anywhere by then', 'https://inside.example', {}],
    ['of an expression', '${{ event.url }}', {}],
    ['with an expression', 'http://10.0.0.1/${{ event.id }}', {}],
    ['of the sandbox', `${sandbox}/a`, { egress: { sandbox } }],
  ])('is not refused when it is %s', (_name, url, policy) => {
    const definition = rule([{ kind: 'action', id: 'call', uses: 'core.call', with: { url } }]);
    expect(compileRule({ definition, registry, connections, policy }).problems).toEqual([]);
  });

  it('is refused beside the sandbox, at another port too', () => {
    for (const url of ['http://127.0.0.1:4401', 'http://192.168.1.1']) {
      const definition = rule([{ kind: 'action', id: 'call', uses: 'core.call', with: { url } }]);
      const { problems } = compileRule({ definition, registry, connections, policy: { egress: { sandbox } } });
      expect(problems).toMatchObject([{ path: 'steps[0].with.url', code: 'refused-address' }]);
      expect(problems[0]?.message).toMatch(/would be refused: it leads into a private network/);
    }
  });
});

describe('a name that expressions cannot read', () => {
  it('is still read where a rule was published with it', () => {
    expect(parseDefinition(rule([{ ...log, id: 'in' }], { vars: { in: 1 } }))).toHaveProperty('definition');
  });

  it('is named where an expression reads it', () => {
    const definition = rule([{ ...log, id: 'a', with: { title: '${{ event.in }}' } }]);
    const { problems } = compileRule({ definition, registry, connections });
    expect(problems[0]?.message).toMatch(/“in” is a word of expressions; as a field’s name it stands in back quotes/);
  });

  it.each(['for', 'as', 'true', 'null', 'has', 'event', 'steps', 'item'])('is not %s', (id) => {
    const definition = rule([
      { ...log, id },
      { ...log, id: 'z', with: { title: `\${{ string(steps.${id}.output) }}` } },
    ]);
    expect(compileRule({ definition, registry, connections }).problems).toEqual([]);
  });
});

describe('connections that come and go', () => {
  it.each(cases)('change the problems as a compilation would: %s %#', (_code, { given }) => {
    const compileAmong = (available: typeof connections) =>
      compileRule({ definition: given, registry, connections: available });
    const sets = [[], connections, twoConnections];
    for (const before of sets) {
      const { anywhere } = compileAmong(before);
      const kept: typeof anywhere = JSON.parse(JSON.stringify(anywhere));
      for (const now of sets)
        expect(problemsAmong(kept, { registry, connections: now })).toEqual(compileAmong(now).problems);
    }
  });
});

describe('all problems at once', () => {
  it('lists those of form and of meaning together', () => {
    const definition = rule(
      [
        { ...model, tokens: 5 },
        { kind: 'action', id: 'a', uses: 'core.lgo', with: { title: '${{ steps.nobody.output }}' } },
        { ...log, id: 'a', with: { titel: '${{ steps.draft.output.txt }}' } },
        { kind: 'wait', id: 'w', for: 3 },
        { ...log, id: 'last', with: { title: '${{ steps.w.output.anything }} ${{ frob() }}' } },
      ],
      { extra: true },
    );
    const result = compileRule({ definition, registry, connections });
    expect(result.problems.map(({ code, path }) => `${code} ${path}`).sort()).toEqual([
      'duplicate-id steps[2].id',
      'missing-field steps[2].with.title',
      'unknown-action steps[1].uses',
      'unknown-field extra',
      'unknown-field steps[0].tokens',
      'unknown-field steps[2].with.titel',
      'unknown-function steps[4].with.title',
      'unknown-output-field steps[2].with.titel',
      'unknown-step steps[1].with.title',
      'wrong-type steps[3].for',
    ]);
  });

  it.each([
    [
      { kind: 'schedule', cron: '0 9 31 2 *', timezone: 'Mars/X', catchup: 'x' },
      ['invalid-cron trigger.cron', 'invalid-timezone trigger.timezone', 'invalid-value trigger.catchup'],
    ],
    [
      { kind: 'schedule', cron: '0 9 31 2 *', every: '1h', timezone: 'PST' },
      ['invalid-cron trigger.cron', 'invalid-timezone trigger.timezone', 'invalid-value trigger.every'],
    ],
    [
      { kind: 'schedule', cron: 5, timezone: 'PST', every: { toString: 1 }, overlap: 'no', more: 1 },
      [
        'invalid-timezone trigger.timezone',
        'invalid-value trigger.every',
        'invalid-value trigger.overlap',
        'unknown-field trigger.more',
        'wrong-type trigger.cron',
        'wrong-type trigger.every',
      ],
    ],
    [
      {
        kind: 'webhook',
        signature: 'hmac',
        with: { header: 'X Y', algorithm: 'md5', signs: '{x}', tolerance: '2h', idHeader: ['a'], more: 1 },
      },
      [
        'invalid-value trigger.with.algorithm',
        'invalid-value trigger.with.header',
        'invalid-value trigger.with.signs',
        'invalid-value trigger.with.tolerance',
        'invalid-value trigger.with.tolerance',
        'unknown-field trigger.with.more',
        'wrong-type trigger.with.idHeader',
      ],
    ],
    [
      { kind: 'webhook', signature: 'constructor', with: 5 },
      ['invalid-value trigger.signature', 'wrong-type trigger.with'],
    ],
    [
      { ...letter, uses: 'post.letter-arives', connection: 5 },
      ['unknown-trigger trigger.uses', 'wrong-type trigger.connection'],
    ],
    [{ ...letter, with: { boks: 1 }, more: 1 }, ['unknown-field trigger.more', 'unknown-field trigger.with.boks']],
  ])('has those of every field of a trigger: %j', (trigger, expected) => {
    const { problems } = compileRule({ definition: rule([{ ...log, id: 'a' }], { trigger }), registry, connections });
    expect(problems.map(({ code, path }) => `${code} ${path}`).sort()).toEqual(expected);
  });

  it('says nothing twice about a malformed part', () => {
    const result = compileRule({
      definition: rule([
        { kind: 'model', id: 'draft', prompt: 'x', output: 'text' },
        { ...log, id: 'a', with: { title: '${{ steps.draft.output.anything }}' } },
      ]),
      registry,
      connections,
    });
    expect(result.problems.map(({ code, path }) => `${code} ${path}`)).toEqual(['wrong-type steps[0].output']);
  });

  it('are those of parseDefinition when nothing can be saved', () => {
    for (const given of [undefined, null, 5, [], 'null', '- 1']) {
      const parsed = parseDefinition(given);
      const result = compileRule({ definition: given, registry, connections });
      expect(result.problems).toEqual('problems' in parsed ? parsed.problems.map(toProblem) : 'parsed');
    }
  });
});
