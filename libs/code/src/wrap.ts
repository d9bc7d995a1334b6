/** The lines before the first one of a person. */
export const LINES_BEFORE = 1;

/** The code of a step as a function of its inputs. */
export function asFunction(code: string, names: readonly string[]): string {
  return `(function (${names.join(', ')}) { "use strict";\n${code}\n})`;
}
