import { Effect } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

export const loadEffects: LiveSource<LiveData<'effect_updated'>> = async (manager, ids) => {
  const effects = await manager.find(Effect, {
    select: { id: true, runId: true, stepPath: true, platform: true, action: true, state: true, externalUrl: true },
    where: { id: In(ids) },
  });
  return effects.map(({ id, runId, stepPath, platform, action, state, externalUrl }) => ({
    id,
    runId,
    stepPath,
    platform,
    action,
    state,
    externalUrl,
  }));
};
