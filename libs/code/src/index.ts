export { CodeBusy, CodeError, type CodeProblem } from './code-error.js';
export { CodePool, type CodeCall } from './code-pool.js';
