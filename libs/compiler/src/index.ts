export { describeTrigger } from '@jarvis/rules';

export { compileRule } from './compile.js';
export type { CompileInput, CompileResult, Readable } from './compile.js';
export type { NumberSource } from './compile-number.js';
export type { PlatformSource } from './compile-source.js';
export { problemsAmong, sameAccountName } from './kit/connection.js';
export type { ConnectionUse } from './kit/connection.js';
export type { CompilerConnection, CompilerPolicy, CompilerRegistry, CompilerRule } from './kit/context.js';
export { describeScope } from './describe-scope.js';
export type { DataOrigin, ScopeData, ScopeEntry, ScopeOrigin } from './describe-scope.js';
export { dataAt } from './scope-data.js';
export type { KnownData, StepData } from './scope-data.js';
export { describePlan, nodesOf } from './describe.js';
export { summarizePlan } from './summary.js';
export type { PlanSummary } from './summary.js';
