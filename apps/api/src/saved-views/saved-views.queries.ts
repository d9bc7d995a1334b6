import { SavedView } from '@jarvis/database';
import { IsNull, type EntityManager } from 'typeorm';
import { notFound } from '../http/api-error.js';
import { decodeCursor, rowsAfter } from '../http/page.js';
import type { SavedViewsQuery } from './saved-views.schemas.js';

const VISIBLE = 'saved_view.deletedAt is null and (saved_view.shared or saved_view.userId = :userId)';

/** What the person sees: own ones and shared ones. One row more than the limit, newest first. */
export function listSavedViews(
  manager: EntityManager,
  userId: string,
  { limit, cursor, q }: SavedViewsQuery,
): Promise<SavedView[]> {
  const query = manager
    .createQueryBuilder(SavedView, 'saved_view')
    .where(VISIBLE, { userId })
    .orderBy('saved_view.createdAt', 'DESC')
    .addOrderBy('saved_view.id', 'DESC')
    .limit(limit + 1);
  const after = decodeCursor(cursor);
  if (after) query.andWhere(rowsAfter('saved_views', 'created_at', 'saved_view'), after);
  if (q) query.andWhere('saved_view.name ilike :pattern', { pattern: `%${q.replaceAll(/[\\%_]/g, '\\$&')}%` });
  return query.getMany();
}

/** @throws ApiError 404 for what does not exist, was deleted, is another person's own, or of another observatory */
export async function findSavedViewOrFail(manager: EntityManager, userId: string, id: string): Promise<SavedView> {
  const savedView = await manager
    .createQueryBuilder(SavedView, 'saved_view')
    .where(VISIBLE, { userId })
    .andWhere('saved_view.id = :id', { id })
    .getOne();
  if (savedView === null) throw notFound('saved view');
  return savedView;
}

/** @throws ApiError 404 when it was deleted at the same moment */
export async function changeSavedViewOrFail(
  manager: EntityManager,
  id: string,
  set: Partial<Pick<SavedView, 'name' | 'query' | 'shared' | 'deletedAt'>>,
): Promise<void> {
  const { affected } = await manager.update(SavedView, { id, deletedAt: IsNull() }, set);
  if (affected === 0) throw notFound('saved view');
}
