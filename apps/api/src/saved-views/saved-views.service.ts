import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isUniqueViolation, notify, SavedView, type Database } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { refuse } from '../http/api-error.js';
import { idOfKey, keyUsed } from '../http/idempotency-key.js';
import { Page } from '../http/page.js';
import { mayOperate } from '../http/route.decorators.js';
import { audit } from '../infrastructure/audit.js';
import { fieldsOf } from '../infrastructure/fields-of.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { changeSavedViewOrFail, findSavedViewOrFail, listSavedViews } from './saved-views.queries.js';
import type { SavedViewRequest, SavedViewShape, SavedViewsQuery } from './saved-views.schemas.js';

/** Filters of the list of runs that people keep: for themselves, or shared with their observatory. */
@Injectable()
export class SavedViewsService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  list({ observatoryId, userId }: Principal, query: SavedViewsQuery): Promise<Page<SavedViewShape>> {
    return this.database.tenant(observatoryId, async (manager) =>
      Page.from(await listSavedViews(manager, userId, query), {
        limit: query.limit,
        cursorOf: ({ createdAt, id }) => [createdAt.toISOString(), id],
        toItem: (row) => toShape(row, userId),
      }),
    );
  }

  get({ observatoryId, userId }: Principal, id: string): Promise<SavedViewShape> {
    return this.database.tenant(observatoryId, async (manager) =>
      toShape(await findSavedViewOrFail(manager, userId, id), userId),
    );
  }

  /** @throws ApiError 409 for a key that was used for something else, 403 to share what one may not */
  async create(
    principal: Principal,
    values: SavedViewRequest,
    idempotencyKey: string | undefined,
  ): Promise<SavedViewShape> {
    if (values.shared) checkMayShare(principal);
    const id = idOfKey(idempotencyKey, [principal.observatoryId, 'saved_views', principal.userId]) ?? randomUUID();
    try {
      return await this.insert(principal, id, values);
    } catch (error) {
      // Two requests with one key at the same moment: the other one was first.
      if (!isUniqueViolation(error)) throw error;
      return this.insert(principal, id, values);
    }
  }

  /** @throws ApiError 404 for what the person does not see, 403 for a shared one that others keep */
  update(principal: Principal, id: string, values: SavedViewRequest): Promise<SavedViewShape> {
    const { observatoryId, userId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const { shared } = await findOwn(manager, principal, id);
      if (values.shared && !shared) checkMayShare(principal);
      await changeSavedViewOrFail(manager, id, values);
      await changed(manager, principal, { id, action: 'saved_view.updated' });
      return toShape(await manager.findOneByOrFail(SavedView, { id }), userId);
    });
  }

  /** @throws ApiError as {@link update} */
  remove(principal: Principal, id: string): Promise<{ deleted: true }> {
    return this.database.tenant(principal.observatoryId, async (manager) => {
      await findOwn(manager, principal, id);
      await changeSavedViewOrFail(manager, id, { deletedAt: new Date() });
      await changed(manager, principal, { id, action: 'saved_view.deleted' });
      return { deleted: true as const };
    });
  }

  private insert(principal: Principal, id: string, values: SavedViewRequest): Promise<SavedViewShape> {
    const { observatoryId, userId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      const earlier = await manager.findOneBy(SavedView, { id });
      if (earlier !== null) return toShape(sameSavedView(earlier, values), userId);
      await manager.insert(SavedView, { id, observatoryId, userId, ...values });
      await changed(manager, principal, { id, action: 'saved_view.created' });
      return toShape(await manager.findOneByOrFail(SavedView, { id }), userId);
    });
  }
}

function toShape(savedView: SavedView, userId: string): SavedViewShape {
  return { ...fieldsOf(savedView), mine: savedView.userId === userId };
}

function checkMayShare(principal: Principal): void {
  if (mayOperate(principal)) return;
  throw refuse.forbidden({
    message: 'Views that everybody sees are kept by owners and operators.',
    hint: 'Keep it for yourself, or ask one of them.',
  });
}

/** One that the person may change: an own one that nobody else sees, or a shared one where one may operate. */
async function findOwn(manager: EntityManager, principal: Principal, id: string): Promise<SavedView> {
  const savedView = await findSavedViewOrFail(manager, principal.userId, id);
  if (savedView.shared) checkMayShare(principal);
  return savedView;
}

/** Writes down who did it, and tells whoever is looking. */
async function changed(
  manager: EntityManager,
  principal: Principal,
  { id, action }: { id: string; action: string },
): Promise<void> {
  await audit(manager, principal, { action, entityType: 'saved_view', entityId: id });
  await notify(manager, { type: 'saved_view_updated', observatoryId: principal.observatoryId, id });
}

function sameSavedView(savedView: SavedView, { name, query, shared }: SavedViewRequest): SavedView {
  const same =
    savedView.name === name && savedView.query === query && savedView.shared === shared && savedView.deletedAt === null;
  if (!same) throw keyUsed({ savedViewId: savedView.id }, 'for another saved view');
  return savedView;
}
