import { Foundation1763720000000 } from './1763720000000-foundation.js';
import { PreviousSecretUntil1763740000000 } from './1763740000000-previous-secret-until.js';
import { RunReplays1764115200000 } from './1764115200000-run-replays.js';
import { ScheduleProblems1764115300000 } from './1764115300000-schedule-problems.js';
import { Notifications1764120000000 } from './1764120000000-notifications.js';
import { DraftCheck1764122400000 } from './1764122400000-draft-check.js';
import { ListIndexes1764123000000 } from './1764123000000-list-indexes.js';
import { Deliveries1764123600000 } from './1764123600000-deliveries.js';
import { OutboxLanes1764126000000 } from './1764126000000-outbox-lanes.js';
import { EndedRuns1764127000000 } from './1764127000000-ended-runs.js';
import { ApprovalAccounts1764127100000 } from './1764127100000-approval-accounts.js';
import { ActivityPlatforms1764130000000 } from './1764130000000-activity-platforms.js';
import { Drift1764131000000 } from './1764131000000-drift.js';
import { ApprovalSafeguards1764132000000 } from './1764132000000-approval-safeguards.js';
import { Backlog1764134000000 } from './1764134000000-backlog.js';
import { RunPayloads1764135000000 } from './1764135000000-run-payloads.js';
import { UnansweredSince1764136000000 } from './1764136000000-unanswered-since.js';
import { WorkflowStuck1764137000000 } from './1764137000000-workflow-stuck.js';
import { OAuth1764140000000 } from './1764140000000-oauth.js';
import { PlanUses1764140100000 } from './1764140100000-plan-uses.js';
import { WebhookSettings1764150000000 } from './1764150000000-webhook-settings.js';
import { Events1764150100000 } from './1764150100000-events.js';
import { IterationPaths1764160000000 } from './1764160000000-iteration-paths.js';
import { EventSources1764250100000 } from './1764250100000-event-sources.js';
import { EventWaits1764250200000 } from './1764250200000-event-waits.js';
import { RunPlans1764250400000 } from './1764250400000-run-plans.js';
import { PlatformHooks1764250500000 } from './1764250500000-platform-hooks.js';
import { LookBack1764260200000 } from './1764260200000-look-back.js';
import { DeclinedSteps1764270100000 } from './1764270100000-declined-steps.js';
import { FiguresOfRules1764270300000 } from './1764270300000-figures-of-rules.js';
import { PlanCallees1764270400000 } from './1764270400000-plan-callees.js';
import { RunTitles1764281000000 } from './1764281000000-run-titles.js';
import { SavedViews1764281100000 } from './1764281100000-saved-views.js';
import { StepGroups1764300100000 } from './1764300100000-step-groups.js';
import { WatchedNumbers1764330900000 } from './1764330900000-watched-numbers.js';
import { MailAddresses1764330930000 } from './1764330930000-mail-addresses.js';
import { Calls1795780200000 } from './1795780200000-calls.js';
import { JudgedDeliveries1795780260000 } from './1795780260000-judged-deliveries.js';
import { Limits1795780320000 } from './1795780320000-limits.js';
import { ApiTokens1795780380000 } from './1795780380000-api-tokens.js';
import { RunRestarts1795780381000 } from './1795780381000-run-restarts.js';
import { PinnedOutputs1795780440000 } from './1795780440000-pinned-outputs.js';
import { CarriedRuns1795780560000 } from './1795780560000-carried-runs.js';

/** In order. */
export const migrations = [
  Foundation1763720000000,
  PreviousSecretUntil1763740000000,
  RunReplays1764115200000,
  ScheduleProblems1764115300000,
  Notifications1764120000000,
  DraftCheck1764122400000,
  ListIndexes1764123000000,
  Deliveries1764123600000,
  OutboxLanes1764126000000,
  EndedRuns1764127000000,
  ApprovalAccounts1764127100000,
  ActivityPlatforms1764130000000,
  Drift1764131000000,
  ApprovalSafeguards1764132000000,
  Backlog1764134000000,
  RunPayloads1764135000000,
  UnansweredSince1764136000000,
  WorkflowStuck1764137000000,
  OAuth1764140000000,
  PlanUses1764140100000,
  WebhookSettings1764150000000,
  Events1764150100000,
  IterationPaths1764160000000,
  EventSources1764250100000,
  EventWaits1764250200000,
  RunPlans1764250400000,
  PlatformHooks1764250500000,
  LookBack1764260200000,
  DeclinedSteps1764270100000,
  FiguresOfRules1764270300000,
  PlanCallees1764270400000,
  RunTitles1764281000000,
  SavedViews1764281100000,
  StepGroups1764300100000,
  WatchedNumbers1764330900000,
  MailAddresses1764330930000,
  Calls1795780200000,
  JudgedDeliveries1795780260000,
  Limits1795780320000,
  ApiTokens1795780380000,
  RunRestarts1795780381000,
  PinnedOutputs1795780440000,
  CarriedRuns1795780560000,
];
