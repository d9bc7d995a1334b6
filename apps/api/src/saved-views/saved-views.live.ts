import { SavedView } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

/** Deleted ones too, so that lists drop them. */
export const loadSavedViews: LiveSource<LiveData<'saved_view_updated'>> = async (manager, ids) => {
  const savedViews = await manager.find(SavedView, {
    select: { id: true, deletedAt: true },
    where: { id: In(ids) },
  });
  return savedViews.map(({ id, deletedAt }) => ({ id, deleted: deletedAt !== null }));
};
