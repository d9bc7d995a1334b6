export type {
  Action,
  ActivityEntry,
  ApprovalDetail,
  ApprovalPreview,
  ApprovalSummary,
  CatalogueEntry,
  Connection,
  Dashboard,
  Device,
  Effect,
  Failure,
  Me,
  Preview,
  Problem,
  Published,
  Rehearsal,
  RiskLevel,
  RuleDetail,
  RuleImpact,
  RuleSummary,
  RuleVersionDetail,
  RuleVersionSummary,
  RunDetail,
  RunStatus,
  RunStep,
  RunSummary,
  StepApproval,
  Validation,
  WebhookEndpoint,
  WebhookSecret,
} from './generated/types.gen.ts';

/** A slice of a list and where the next begins. */
export interface Slice<Item> {
  items: Item[];
  nextCursor: string | null;
}
