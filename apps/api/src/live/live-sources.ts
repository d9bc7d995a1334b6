import type { LiveEventType } from '@jarvis/contracts';
import { loadActivity } from '../activity/activity.live.js';
import { loadApprovals } from '../approvals/approvals.live.js';
import { loadConnections } from '../integrations/connections.live.js';
import { loadNotifications } from '../notifications/notifications.live.js';
import { loadRules } from '../rules/rules.live.js';
import { loadEffects } from '../runs/effects.live.js';
import { loadRuns } from '../runs/runs.live.js';
import { loadSavedViews } from '../saved-views/saved-views.live.js';
import type { LiveData, LiveSource } from './live-source.js';

/** Where each live event comes from. */
export const liveSources = {
  run_updated: loadRuns,
  approval_requested: loadApprovals,
  approval_resolved: loadApprovals,
  activity_created: loadActivity,
  effect_updated: loadEffects,
  rule_updated: loadRules,
  sync_status: loadConnections,
  notification_created: loadNotifications,
  saved_view_updated: loadSavedViews,
} satisfies { [Type in LiveEventType]: LiveSource<LiveData<Type>> };
