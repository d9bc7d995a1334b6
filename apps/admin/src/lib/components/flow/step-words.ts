import { displayOf } from '@jarvis/steps/display';
import type { StepView } from './steps.js';

/** What a step does, in a line, from what is written so far. */
export function stepWords({ kind, raw }: StepView, actionTitle: (id: string) => string | undefined): string {
  const words = displayOf(kind)?.describe(raw, actionTitle);
  return words ?? (kind === '' ? 'No kind yet' : `Unknown kind “${kind}”`);
}
