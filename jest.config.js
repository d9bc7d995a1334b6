// ESM throughout: started with NODE_OPTIONS=--experimental-vm-modules (scripts/test.mjs does it).
const swc = [
  '@swc/jest',
  {
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  },
];

const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: {
    // With 'import' in this list the `long` package resolves to a build that hangs workflows.
    customExportConditions: ['jarvis:source', 'node', 'node-addons'],
  },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.svelte\\.ts$': '<rootDir>/apps/admin/jest-svelte.js', '\\.ts$': swc },
  transformIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/build/', '<rootDir>/.jarvis/', '/.svelte-kit/'],
};

export default {
  // A project's own is not heeded by hooks (Jest 30): this one is for both. It is longer than `until` waits.
  testTimeout: 150_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testTimeout: 30_000,
      testMatch: ['<rootDir>/{apps,libs,bench,scripts,temporal}/**/*.spec.{ts,mjs}'],
      testPathIgnorePatterns: ['/node_modules/', '/test/', '<rootDir>/e2e/'],
    },
    {
      ...shared,
      displayName: 'integration',
      globalSetup: '<rootDir>/scripts/lib/compile-for-tests.mjs',
      testTimeout: 150_000,
      testMatch: ['<rootDir>/{apps,libs}/**/test/**/*.{spec,test}.ts'],
    },
  ],
};
