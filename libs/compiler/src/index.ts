export { describeTrigger } from '@jarvis/rules';

export { compileRule } from './compile.js';
export type { CompileInput, CompileResult } from './compile.js';
export type { PlatformSource } from './compile-source.js';
export { problemsAmong } from './kit/connection.js';
export type { ConnectionUse } from './kit/connection.js';
export type { CompilerConnection, CompilerPolicy, CompilerRegistry } from './kit/context.js';
export { describePlan, nodesOf } from './describe.js';
export { summarizePlan } from './summary.js';
export type { PlanSummary } from './summary.js';
