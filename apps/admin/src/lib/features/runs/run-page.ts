import type { RunSummary } from '#lib/api/types.ts';
import { placeOf } from './timeline-rows.js';

/** The address of a run's page, with the step opened that asked, or that left an effect behind. */
export function runPage(at: { runId: string; stepPath: string; iteration: string }): string {
  return `/runs/${at.runId}#${encodeURIComponent(placeOf({ path: at.stepPath, iteration: at.iteration }))}`;
}

/** What a run is called among the others of its rule. */
export function titleOf({ title, triggerSummary, triggerType }: RunSummary): string {
  return title ?? triggerSummary ?? triggerType;
}
