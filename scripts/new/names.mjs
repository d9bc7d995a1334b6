import { Script } from 'node:vm';
import { camel } from './edits.mjs';
import { article, namesOf } from './resource/names.mjs';

/** Names that JavaScript, TypeScript or PostgreSQL keep for themselves although they parse. */
const KEPT = ['undefined', 'globalThis', 'references'];

/** Whether a file can declare it: `default` and `class` are words of the language, and every object has a `constructor`. */
function canBeDeclared(identifier) {
  if (KEPT.includes(identifier) || identifier in Object.prototype) return false;
  try {
    new Script(`'use strict'; async () => { const ${identifier} = 0; };`);
    return true;
  } catch {
    return false;
  }
}

const WORDS = 'small letters and digits that begin with a letter';

/** What can be made, and how each is named: `says` ends the sentence “A step's name is …”. */
export const things = {
  step: {
    make: () => import('./step.mjs'),
    pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    says: `${WORDS}, several words joined by dashes`,
    example: 'notify',
  },
  action: {
    make: () => import('./action.mjs'),
    pattern: /^[a-z][a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)+$/,
    says: 'its platform, a dot, and two words or more joined by dashes: a verb and its object',
    example: 'twitter.list-mentions',
    identifiers: () => [],
  },
  trigger: {
    make: () => import('./trigger.mjs'),
    pattern: /^[a-z][a-z0-9]*$/,
    says: `one word without dashes, as webhook and schedule are: ${WORDS}`,
    example: 'form',
  },
  scheme: {
    make: () => import('./scheme.mjs'),
    pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    says: `${WORDS}, several words joined by dashes`,
    example: 'shopify',
  },
  platform: {
    make: () => import('./platform.mjs'),
    pattern: /^[a-z][a-z0-9]*$/,
    says: `one word without dashes, since it stands before the dot of its actions: ${WORDS}`,
    example: 'acme',
  },
  resource: {
    make: () => import('./resource.mjs'),
    pattern: /^[a-z]+(-[a-z]+)*(?<!s)s$/,
    says: 'small letters, several words joined by dashes, in the plural with an s at its end',
    example: 'reading-lists',
    identifiers: (name) => [namesOf(name).these, namesOf(name).it],
  },
};

const command = (what, name) => `npm run new -- ${what} ${name}`;

/** What can be made, with an example each. */
const usage = `What can be made:\n${Object.entries(things)
  .map(([what, { example }]) => `  ${command(what, example)}`)
  .join('\n')}`;

/** The name as it could have been meant: `x_y` → `x-y`, `in-box` → `inbox`, `category` → `categories`. */
function meant({ pattern }, name) {
  const dashed = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-');
  const several = dashed.replace(/(?<![aeiou])y$/, 'ie').replace(/(?<=s|x|ch|sh)$/, 'e');
  return [dashed, dashed.replaceAll('-', ''), `${several}s`].find((one) => one !== name && pattern.test(one));
}

/** Why this cannot be made, in whole sentences; undefined when it can. */
export function refusalOf([what, name, ...rest]) {
  if (what === undefined) return usage;
  if (!Object.hasOwn(things, what)) return `There is nothing called ${what} to be made. ${usage}`;
  const thing = things[what];
  const example = `For example: ${command(what, thing.example)}`;
  if (name === undefined) return `A name is missing: the ${what}'s name is ${thing.says}. ${example}`;
  if (rest.length > 0) return `One name at a time: ${rest.join(' ')} is too much. ${example}`;
  if (!thing.pattern.test(name)) {
    const other = meant(thing, name);
    const hint = other === undefined ? example : `Did you mean ${other}?`;
    return `${name} cannot name ${article(what)} ${what}: the name is ${thing.says}. ${hint}`;
  }
  const kept = (thing.identifiers?.(name) ?? [camel(name)]).find((one) => !canBeDeclared(one));
  if (kept === undefined) return undefined;
  return `${name} cannot name ${article(what)} ${what}: its files would have to declare ${kept}, which is a word of the language. Choose another name.`;
}
