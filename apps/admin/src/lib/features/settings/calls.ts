import { one, slice, through, type Fetch } from '#lib/api/client.ts';
import * as sdk from '#lib/api/generated/sdk.gen.ts';
import type { ApiTokenRequest } from '#lib/api/types.ts';

export const listApiTokens = (fetch: Fetch) => slice(sdk.apiTokensList(through(fetch)));
export const createApiToken = (fetch: Fetch, body: ApiTokenRequest) =>
  one(sdk.apiTokensCreate({ ...through(fetch), body }));
export const revokeApiToken = (fetch: Fetch, id: string) =>
  one(sdk.apiTokensRevoke({ ...through(fetch), path: { id } }));
