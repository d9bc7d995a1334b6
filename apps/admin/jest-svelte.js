// Jest's transformer of `*.svelte.ts`, the state of the admin's pages: takes the types off, and has Svelte compile the runes.
import { stripTypeScriptTypes } from 'node:module';
import { compileModule } from 'svelte/compiler';

export function process(source, filename) {
  return { code: compileModule(stripTypeScriptTypes(source), { filename, generate: 'client' }).js.code };
}

export default { process };
