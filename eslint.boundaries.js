import { readdirSync } from 'node:fs';

/**
 * Imports only point down (docs/architecture.md). Each folder names what it may import; everything
 * else of the workspace, and for pure libraries also Node and third-party packages, is refused.
 */
const pureLibraries = {
  vocabulary: [],
  issues: ['zod'],
  json: ['zod'],
  expressions: ['re2js', '@jarvis/json'],
  rules: [
    'zod',
    'yaml',
    '@jarvis/issues',
    '@jarvis/json',
    '@jarvis/steps',
    '@jarvis/triggers',
    '@jarvis/webhook-schemes/display',
    '@jarvis/webhook-schemes/settings',
  ],
  triggers: [
    'zod',
    '@jarvis/issues',
    '@jarvis/steps',
    '@jarvis/vocabulary',
    '@jarvis/webhook-schemes/display',
    '@jarvis/webhook-schemes/settings',
  ],
  'webhook-schemes': ['zod', 'node:crypto', '@jarvis/steps'],
  'json-schema': ['zod', 'ajv', 'ajv-formats', 'randexp', '@jarvis/json', '@jarvis/expressions'],
  plan: ['zod', '@jarvis/json', '@jarvis/steps', '@jarvis/vocabulary'],
  contracts: ['zod', '@jarvis/vocabulary'],
  compiler: [
    'zod',
    'node:crypto',
    '@jarvis/issues',
    '@jarvis/json',
    '@jarvis/rules',
    '@jarvis/plan',
    '@jarvis/steps',
    '@jarvis/triggers',
    '@jarvis/vocabulary',
    '@jarvis/code/check',
    '@jarvis/expressions',
    '@jarvis/json-schema',
    '@jarvis/connector-kit',
  ],
};

/** What each file of a kind of step may import; a kind imports no other kind. */
const stepFiles = {
  '{display,form}': ['@jarvis/vocabulary'],
  '{schema,node}': ['zod', '@jarvis/json', '@jarvis/vocabulary'],
  compile: ['@jarvis/compiler/kit', '@jarvis/expressions', '@jarvis/json', '@jarvis/rules'],
  '{run,await-*}': ['@temporalio/workflow', '@jarvis/expressions', '@jarvis/interpreter/kit', '@jarvis/plan'],
};

const sources = (folder) => [`${folder}/src/**/*.ts`];
const tests = ['**/*.spec.ts', '**/test/**', '**/*.fixture.ts'];

/** Refuses every bare import except the listed packages (and their subpaths). */
function only(files, allowed, reason, relative = '\\.{1,2}/') {
  const names = allowed.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return {
    files,
    ignores: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?!${relative}|(?:${names.join('|')})(?:/|$))`,
              message: `${reason} May import: ${allowed.join(', ')}.`,
            },
          ],
        },
      ],
    },
  };
}

/** Refuses what matches one of the patterns. Of two that name the same file only the later one counts. */
function refuse(files, patterns, ignores = []) {
  return { files, ignores, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

/** Refuses workspace packages matching the pattern. */
const never = (files, regex, message, ignores) => refuse(files, [{ regex, message }], ignores);

const apps = 'api|worker|admin|sandbox';

const outsideOfAdmin = {
  regex:
    '^@jarvis/(?!(?:contracts|json|rules|triggers|vocabulary)(?:/|$)|issues/path$|steps/(?:display|form|lists)$|webhook-schemes/display$)',
  message: 'The admin imports only contracts, json, paths, the words of the language, rules and triggers.',
};
const adminFeatures = readdirSync(new URL('apps/admin/src/lib/features', import.meta.url));

export const importBoundaries = [
  ...Object.entries(pureLibraries).map(([name, allowed]) =>
    only(sources(`libs/${name}`), allowed, `libs/${name} is pure.`),
  ),
  only(
    ['libs/steps/src/!(compile|run|display*|form*|lists).ts'],
    ['zod', '@jarvis/json', '@jarvis/vocabulary'],
    'The language and the nodes of a plan are pure.',
  ),
  only(
    ['libs/steps/src/{display*,form*,lists}.ts'],
    ['@jarvis/vocabulary'],
    'What pages show of a step loads no library.',
  ),
  only(['libs/steps/src/compile.ts'], ['@jarvis/compiler/kit', '@jarvis/vocabulary'], 'It lists the kinds.'),
  only(['libs/steps/src/run.ts'], ['@jarvis/interpreter/kit', '@jarvis/vocabulary'], 'It lists the kinds.'),
  ...Object.entries(stepFiles).map(([name, allowed]) =>
    only(
      [`libs/steps/src/kinds/*/${name}.ts`],
      allowed,
      'A kind of step imports no other kind.',
      '\\./|\\.\\./\\.\\./(?!kinds/|(?:compile|run)\\.)',
    ),
  ),
  only(
    ['apps/worker/src/workflows/**/*.ts', 'libs/interpreter/src/**/*.ts'],
    [
      '@temporalio/workflow',
      '@jarvis/expressions',
      '@jarvis/interpreter',
      '@jarvis/json',
      '@jarvis/plan',
      '@jarvis/steps',
      '@jarvis/vocabulary',
    ],
    'Workflow code must be deterministic.',
  ),
  ...['*', '*/*'].map((folder, depth) =>
    never(
      [`libs/connectors/src/${folder}/*.ts`],
      `^@jarvis/(?!(?:connector-kit|json|stand-in-kit|vocabulary)(?:/|$))|^(?:\\.\\./){${depth + 1}}`,
      'A platform imports only connector-kit, json, vocabulary, zod and its vendor’s SDK, and no other platform.',
      tests,
    ),
  ),
  never(
    ['libs/{connector-kit,config,telemetry,payload-codec}/**/*.ts'],
    '^@jarvis/(?!(?:issues|json|vocabulary)(?:/|$))',
    'This library stands on its own.',
    tests,
  ),
  never(
    ['libs/{connections,database,models,testing}/**/*.ts'],
    `^@jarvis/(?:${apps})(?:/|$)`,
    'Libraries never import apps.',
  ),
  refuse(['apps/admin/src/**'], [outsideOfAdmin]),
  refuse(
    ['apps/admin/src/lib/!(features)/**'],
    [
      outsideOfAdmin,
      { regex: '^(?:#lib|(?:\\.{1,2}/)+)(?:.*/)?features/', message: 'What is shared knows no feature of the admin.' },
    ],
  ),
  ...adminFeatures.map((name) =>
    refuse(
      [`apps/admin/src/lib/features/${name}/**`],
      [
        outsideOfAdmin,
        {
          regex: `^(?:#lib/features|\\.\\.(?:/\\.\\.)*)/(?!${name}/)(?:${adminFeatures.join('|')})/(?!index\\.ts$)`,
          message: 'Of another feature only what its index.ts lends.',
        },
      ],
    ),
  ),
  never(
    ['apps/{api,sandbox}/**/*.ts', 'apps/worker/src/!(workflows)/**/*.ts', 'apps/worker/src/*.ts'],
    `^@jarvis/(?:${apps})(?:/|$)|\\.\\./(?:${apps})/src`,
    'Apps never import apps.',
  ),
];
