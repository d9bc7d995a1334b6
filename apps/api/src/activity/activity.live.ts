import { ActivityLog } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

/** In the order in which it happened. */
export const loadActivity: LiveSource<LiveData<'activity_created'>> = async (manager, ids) => {
  const entries = await manager.find(ActivityLog, { where: { id: In(ids) }, order: { occurredAt: 'ASC', id: 'ASC' } });
  return entries.map((entry) => {
    const { id, runId, ruleId, connectionId, activityType, action, title, description, status } = entry;
    const occurredAt = entry.occurredAt.toISOString();
    return { id, runId, ruleId, connectionId, activityType, action, title, description, status, occurredAt };
  });
};
