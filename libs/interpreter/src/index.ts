export { describeFailure } from './kit/failures.js';
export { Frame } from './kit/frame.js';
export type { NodeOutcome } from './kit/outcome.js';
export { Run } from './kit/run.js';
export { timestamp } from './kit/timeline.js';
export { titleOf } from './kit/title.js';
export { isUnsealed } from './kit/unsealed.js';
export { runNodes } from './run-nodes.js';
