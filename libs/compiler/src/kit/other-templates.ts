import type { Finding } from '@jarvis/rules';
import type { Place } from './expressions.js';

/** `{{ x }}` of Handlebars and Liquid, whatever is in it. */
const DOUBLE_BRACES = /(?<!\$)\{\{[^{}]{1,200}\}\}/;
/** A path such as `event.items[0].title`. */
const PATH = String.raw`[A-Za-z_]\w{0,100}(?:\.[\w-]{1,100}|\[[^\][{}]{1,100}\]){0,20}`;
/** `${x}`, `#{x}`, `%{x}`, `{x}` of programming languages and `<%= x %>`, with a path in it. */
const OTHERS = new RegExp(
  String.raw`(?<!\{)[$#%]?\{\s{0,20}(${PATH})\s{0,20}\}(?!\})|<%[=-]?\s{0,20}(${PATH})\s{0,20}[-_]?%>`,
  'g',
);

/**
 * Warns of text that reads like an expression in the way other tools write one: here it would be sent as it stands.
 * Single braces are ordinary in JSON, code and shell text, so there the inside must be a path from something in scope.
 */
export function warnOfOtherTemplates(text: string, { context, path, scope }: Place): void {
  const stepIds = new Set(context.outline.keys());
  const found = DOUBLE_BRACES.exec(text)?.[0];
  if (found !== undefined) {
    context.report(warning(path, found, `$${found.slice(0, 60)}`));
    return;
  }
  for (const match of text.matchAll(OTHERS)) {
    const [written, braced, tagged] = match;
    const value = braced ?? tagged ?? '';
    const [first = '', next] = value.split(/[.[]/);
    const inScope = Object.hasOwn(scope.fields, first) && (next !== undefined || tagged !== undefined);
    const ofStep = stepIds.has(first) && ['output', 'status', 'error'].includes(next ?? '');
    if (!inScope && !ofStep) continue;
    context.report(warning(path, written, `\${{ ${inScope ? '' : 'steps.'}${value.slice(0, 60)} }}`));
    return;
  }
}

function warning(path: string, written: string, instead: string): Finding {
  return {
    path,
    code: 'braces-in-text',
    message: `“${written.slice(0, 60)}” is text and stays as it is: an expression starts with a dollar sign and two braces.`,
    hint: `Write ${instead} if a value belongs there.`,
  };
}
