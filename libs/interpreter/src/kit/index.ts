// What a kind of step is run with, inside the workflow.

export { StepProblem, describeFailure } from './failures.js';
export { completed, type EndedOutcome, type NodeOutcome } from './outcome.js';
export type { Frame } from './frame.js';
export { inParallel } from './in-parallel.js';
export { OutputSpace } from './output-space.js';
export type { RunNode, RunNodes } from './run-node.js';
export type { Run } from './run.js';
export { timestamp } from './timeline.js';
export { evaluate, holds, render, renderText } from './values.js';
export { VendorPatience } from './vendor-patience.js';
