import { one, slice, through, type Fetch } from '#lib/api/client.ts';
import * as sdk from '#lib/api/generated/sdk.gen.ts';
import type { SavedViewRequest, SavedViewsListData } from '#lib/api/types.ts';

export const listSavedViews = (fetch: Fetch, query: SavedViewsListData['query']) =>
  slice(sdk.savedViewsList({ ...through(fetch), query }));
/** The key makes a repeated request harmless. */
export const createSavedView = (fetch: Fetch, body: SavedViewRequest, key: string) =>
  one(sdk.savedViewsCreate({ ...through(fetch), body, headers: { 'idempotency-key': key } }));
export const updateSavedView = (fetch: Fetch, id: string, body: SavedViewRequest) =>
  one(sdk.savedViewsUpdate({ ...through(fetch), path: { id }, body }));
export const deleteSavedView = (fetch: Fetch, id: string) =>
  one(sdk.savedViewsRemove({ ...through(fetch), path: { id } }));
