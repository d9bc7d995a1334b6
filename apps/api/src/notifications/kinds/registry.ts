import type { NotificationKind } from '@jarvis/database';
import type { NoticeKind } from '../notice.js';
import { approvalExpired } from './approval-expired.js';
import { approvalReminder } from './approval-reminder.js';
import { approvalRequested } from './approval-requested.js';
import { connectionBroken } from './connection-broken.js';
import { runFailed } from './run-failed.js';

/** Every kind of notice, in the order of the settings. */
export const noticeKinds = {
  'approval-requested': approvalRequested,
  'approval-reminder': approvalReminder,
  'approval-expired': approvalExpired,
  'run-failed': runFailed,
  'connection-broken': connectionBroken,
} as const satisfies Record<NotificationKind, NoticeKind>;
