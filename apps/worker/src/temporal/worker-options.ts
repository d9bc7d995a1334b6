import { fileURLToPath } from 'node:url';
import type { Config } from '@jarvis/config';
import { createDataConverter, type PayloadStore } from '@jarvis/payload-codec';
import { UNSEALED, type PlanActivities } from '@jarvis/plan';
import { endRun } from './end-run.js';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { refuseUnsealed } from './refuse-unsealed.js';

/** Made by `npm run build`; see scripts/build-bundle.mjs. */
const bundlePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

interface Parts {
  config: Pick<Config, 'temporal' | 'keys'>;
  connection: NativeConnection;
  activities: PlanActivities;
  bundle?: WorkerOptions['workflowBundle'];
  /** Where large values of runs are kept. */
  payloads?: PayloadStore;
}

/** Shared by both workers. */
function commonOptions({ config, connection, activities, bundle, payloads }: Parts) {
  return {
    connection,
    activities: { ...activities },
    dataConverter: createDataConverter(config.keys.encryption, {
      unsealedAs: UNSEALED,
      ...(payloads ? { large: { store: payloads, onMissing: endRun({ config, connection }) } } : {}),
    }),
    interceptors: { activity: [refuseUnsealed] },
    workflowBundle: bundle ?? { codePath: bundlePath },
    reuseV8Context: true,
    // One thread with one copy of the bundle: workflow code is a small part of the work.
    workflowThreadPoolSize: 1,
    // A mistake in workflow code ends its run with words, instead of retrying its task for ever.
    workflowFailureErrorTypes: {
      '*': ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'ZodError', 'ExpressionError'],
    },
    shutdownGraceTime: '10s',
    shutdownForceTime: '14s',
  } satisfies Partial<WorkerOptions>;
}

/** Runs, with the real activities. */
export function mainWorkerOptions(parts: Parts): WorkerOptions {
  const { namespace, taskQueue } = parts.config.temporal;
  return {
    ...commonOptions(parts),
    namespace,
    taskQueue,
    // About 1 MB each; a run that was dropped is replayed when it goes on.
    maxCachedWorkflows: 200,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 100,
    // One platform takes at most 72 of them (vendor-places.ts), so that a silent one leaves room for others.
    maxConcurrentActivityTaskExecutions: 200,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 5 },
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 4 },
  };
}

/** Rehearsals: another namespace, another queue, and no activity that could reach anything. */
export function rehearsalWorkerOptions(parts: Parts): WorkerOptions {
  const { rehearsalNamespace, rehearsalTaskQueue } = parts.config.temporal;
  return {
    ...commonOptions(parts),
    namespace: rehearsalNamespace,
    taskQueue: rehearsalTaskQueue,
    maxCachedWorkflows: 20,
    maxConcurrentWorkflowTaskExecutions: 10,
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentActivityTaskExecutions: 10,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 1 },
  };
}
