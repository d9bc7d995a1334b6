import { Run } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

/** Without event, input and result, which may be large. */
export const loadRuns: LiveSource<LiveData<'run_updated'>> = async (manager, ids) => {
  const runs = await manager.find(Run, {
    select: {
      id: true,
      ruleId: true,
      status: true,
      waitingFor: true,
      outcomeMessage: true,
      triggerSummary: true,
      title: true,
      createdAt: true,
      startedAt: true,
      finishedAt: true,
    },
    where: { id: In(ids) },
  });
  return runs.map((run) => {
    const { id, ruleId, status, waitingFor, outcomeMessage, triggerSummary, title } = run;
    return {
      id,
      ruleId,
      status,
      waitingFor,
      outcomeMessage,
      triggerSummary,
      title,
      createdAt: run.createdAt.toISOString(),
      startedAt: run.startedAt?.toISOString() ?? null,
      finishedAt: run.finishedAt?.toISOString() ?? null,
    };
  });
};
