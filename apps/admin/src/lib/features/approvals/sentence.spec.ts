import { describe, expect, it } from '@jest/globals';
import { splitPost } from './post-text.js';
import { approvalSentence } from './sentence.js';

describe('approvalSentence', () => {
  const names: Record<string, string> = { twitter: 'X', hubspot: 'HubSpot' };
  const nameOf = (platform: string) => names[platform] ?? platform;
  const facts = { actionTitle: 'Create a contact', platform: 'hubspot', account: '@acme', nameOf };
  it('names what happens and where', () => {
    expect(approvalSentence({ ...facts, preview: { kind: 'post', platform: 'twitter', text: 'Hi' } })).toBe(
      'Publishes this post on X as @acme.',
    );
    expect(
      approvalSentence({
        ...facts,
        account: 'ops@acme.io',
        preview: { kind: 'mail', to: ['a@x.io', 'b@x.io'], cc: ['c@x.io'], subject: 's', text: 't' },
      }),
    ).toBe('Sends this e-mail to a@x.io, b@x.io and c@x.io from ops@acme.io.');
    expect(
      approvalSentence({
        ...facts,
        preview: { kind: 'http', method: 'POST', url: 'https://api.acme.io/v1/x', headers: {} },
      }),
    ).toBe('Sends this POST request to api.acme.io.');
    expect(approvalSentence({ ...facts, preview: { kind: 'text', text: 'x' } })).toBe(
      'Create a contact, in HubSpot as @acme.',
    );
  });
});

it('splitPost finds links, mentions and tags, not addresses or anchors', () => {
  const accents = (text: string) =>
    splitPost(text)
      .filter((part) => part.accent)
      .map((part) => part.text);
  expect(accents('Thanks @octocat! #opensource https://github.com/a/b#c mail a@b.io')).toEqual([
    '@octocat',
    '#opensource',
    'https://github.com/a/b#c',
  ]);
  expect(
    splitPost('plain')
      .map((part) => part.text)
      .join(''),
  ).toBe('plain');
});
