export type {
  Action,
  ActivityEntry,
  ApprovalDetail,
  ApprovalPreview,
  ApprovalSummary,
  CatalogueEntry,
  Connection,
  ConsentNeeded,
  Dashboard,
  Device,
  Drift,
  Effect,
  EventDetail,
  EventSummary,
  Me,
  NotificationEntry,
  NotificationPreferences,
  Platform,
  PlatformTrigger,
  Preview,
  Problem,
  Rehearsal,
  ReplayPreview,
  RiskLevel,
  RuleDetail,
  RuleImpact,
  RuleSummary,
  RunDetail,
  RunStep,
  RunSummary,
  Watch,
  WebhookEndpoint,
} from './generated/types.gen.ts';

/** A slice of a list and where the next begins. */
export interface Slice<Item> {
  items: Item[];
  nextCursor: string | null;
}
