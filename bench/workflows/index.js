// Both in one bundle, so that one worker runs both.
export { runPlan } from '../../apps/worker/dist/workflows/index.js';
export { handWritten } from './hand-written.js';
