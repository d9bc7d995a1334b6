/** Both databases of an instance, past all its doors. */
export interface Databases {
  /** PostgreSQL forgets a run. */
  forgetRow(runId: string): Promise<void>;
  /** Temporal forgets a run. */
  forgetWorkflow(runId: string): Promise<void>;
  /** The run's question is answered, and its workflow has not heard of it, told five times. */
  decideUnheard(runId: string): Promise<void>;
  /** A schedule, in the observatory of the run, of a rule that does not exist. */
  leaveSchedule(runId: string, ruleId: string): Promise<void>;
  close(): Promise<void>;
}

export function openDatabases(at: { home: string; temporal: string }): Promise<Databases>;
