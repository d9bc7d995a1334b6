import { runInEngine, type EngineAnswer, type EngineTask } from './engine.js';

/** What a thread of the pool does. It has no environment and no secret, and its engine reaches nothing of it. */
export function run(task: EngineTask): Promise<EngineAnswer> {
  return runInEngine(task);
}
