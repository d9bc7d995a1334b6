import { expect, it } from '@jest/globals';
import { createConnectors } from './index.js';

const registry = createConnectors();
const mail = { to: 'a@example.com', subject: 'x', text: 'x' };

it.each<[string, Record<string, unknown>]>([
  ['twitter.create-post', { text: ' ' }],
  ['twitter.create-post', { text: 'x\uFEFF' }],
  ['twitter.create-post', { text: 'x'.repeat(281) }],
  ['twitter.create-post', { text: 'x', replyTo: 'me' }],
  ['twitter.delete-post', { id: 'last' }],
  ['gmail.send-email', { ...mail, to: 'nobody' }],
  ['gmail.send-email', { ...mail, subject: 'a\nb' }],
  ['http.request', { url: 'ftp://example.com' }],
  ['http.request', { url: 'https://example.com', headers: { Host: 'x' } }],
  ['http.request', { url: 'https://example.com', headers: { Authorization: 'x' } }],
  ['http.request', { url: 'https://example.com', headers: { 'a b': 'x' } }],
  ['http.request', { url: 'https://example.com', headers: { a: 'x\n' } }],
])('%s says in a sentence what is wrong with %j', (id, input) => {
  const issues = registry.getAction(id)?.input.safeParse(input).error?.issues ?? [];
  expect(issues).not.toEqual([]);
  for (const { message } of issues) expect(message).toMatch(/^\p{Lu}.*\.$/u);
});
