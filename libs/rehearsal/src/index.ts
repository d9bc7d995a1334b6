export { rehearsePlan, type Rehearsal } from './rehearse-plan.js';
export { RehearsalError } from './rehearsal-error.js';
export { supportsTimeSkipping } from './time-skipping.js';
