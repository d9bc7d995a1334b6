import { one, through, type Fetch } from '#lib/api/client.ts';
import * as sdk from '#lib/api/generated/sdk.gen.ts';
import type { RuleImportLookRequest, RuleImportRequest } from '#lib/api/types.ts';

export const exportRule = (fetch: Fetch, id: string) => one(sdk.ruleFilesExport({ ...through(fetch), path: { id } }));
export const duplicateRule = (fetch: Fetch, id: string) =>
  one(sdk.ruleFilesDuplicate({ ...through(fetch), path: { id } }));
export const lookAtFile = (fetch: Fetch, body: RuleImportLookRequest) =>
  one(sdk.ruleFilesLook({ ...through(fetch), body }));
export const importFile = (fetch: Fetch, body: RuleImportRequest) =>
  one(sdk.ruleFilesImport({ ...through(fetch), body }));
