import { describe, expect, it } from '@jest/globals';
import { refuseCrossSite, type RequestFacts } from './csrf.js';

const good: RequestFacts = {
  method: 'POST',
  ownOrigin: 'http://127.0.0.1:3000',
  origin: 'http://127.0.0.1:3000',
  fetchSite: 'same-origin',
  contentType: 'application/json',
  hasBody: true,
};

describe('refuseCrossSite', () => {
  it('lets our own page through, and reads from anywhere', () => {
    expect(refuseCrossSite(good)).toBeNull();
    expect(refuseCrossSite({ ...good, fetchSite: null })).toBeNull();
    expect(refuseCrossSite({ ...good, contentType: 'application/json; charset=utf-8' })).toBeNull();
    expect(refuseCrossSite({ ...good, hasBody: false, contentType: null })).toBeNull();
    expect(refuseCrossSite({ ...good, method: 'GET', origin: 'https://evil.example' })).toBeNull();
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin at all', { origin: null }],
    ['an opaque origin', { origin: 'null' }],
    ['the same host on another port', { origin: 'http://127.0.0.1:4010' }],
    ['a cross-site fetch', { fetchSite: 'cross-site' }],
    ['a same-site neighbour', { fetchSite: 'same-site' }],
    ['a text/plain body', { contentType: 'text/plain' }],
    ['a form', { contentType: 'application/x-www-form-urlencoded' }],
    ['a body without type', { contentType: null }],
  ])('refuses %s', (_, change) => {
    expect(refuseCrossSite({ ...good, ...change })).toEqual(expect.any(String));
  });
});
