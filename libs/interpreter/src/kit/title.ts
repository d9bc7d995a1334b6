import { Frame } from './frame.js';
import type { Run } from './run.js';
import { renderText } from './values.js';

/** Most characters of a title. */
const MAX_TITLE = 200;

/** What the rule calls this run, on one line. Undefined where it says nothing, or what it says cannot be rendered. */
export function titleOf(run: Run): string | undefined {
  const { title } = run.input.plan;
  if (title === undefined) return undefined;
  try {
    const line = renderText(title, Frame.root(run)).replaceAll(/\s+/g, ' ').trim();
    return Array.from(line).slice(0, MAX_TITLE).join('') || undefined;
  } catch {
    // An event that lacks what the title names is an ordinary one: its run does its work without a title.
    return undefined;
  }
}
