import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { createConnectors } from './index.js';
import { readmeOf } from './readme.fixture.js';
import { STAND_INS } from './stand-ins.js';

/** Without the padding a formatter gives to tables. */
const squeezed = (markdown: string) =>
  markdown
    .replaceAll(/ *\| */g, '|')
    .replaceAll(/-{3,}/g, '---')
    .trim();

it.each(createConnectors().listConnectors())('the README of $platform says what its folder says', (connector) => {
  const folder = join(import.meta.dirname, connector.platform);
  const file = join(folder, 'README.md');
  const standIn = STAND_INS.find(({ platform }) => platform === connector.platform);
  const wanted = readmeOf(connector, { folder, standIn });
  if (process.env['UPDATE_DOCS']) writeFileSync(file, `${wanted}\n`);
  else expect(squeezed(existsSync(file) ? readFileSync(file, 'utf8') : '')).toBe(squeezed(wanted));
});
