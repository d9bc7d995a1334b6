import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingPackages } from './install.mjs';

let root;
const put = (path, text) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jarvis-spec-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('finds what is missing of the packages of the root and of a workspace, and lets those of other systems be', () => {
  const packages = {
    '': {},
    'libs/one': {},
    'node_modules/there': {},
    'node_modules/of-another-system': { optional: true },
    'libs/one/node_modules/nested': {},
  };
  put('package-lock.json', JSON.stringify({ packages }));
  put('node_modules/there/package.json', '{}');
  expect(missingPackages(root)).toEqual([join(root, 'libs/one/node_modules/nested/package.json')]);
  put('libs/one/node_modules/nested/package.json', '{}');
  expect(missingPackages(root)).toEqual([]);
});

it('finds nothing missing here', () => {
  expect(missingPackages()).toEqual([]);
});
