export {
  ActivityCreatedEvent,
  ApprovalRequestedEvent,
  ApprovalResolvedEvent,
  EffectUpdatedEvent,
  LiveEvent,
  NotificationCreatedEvent,
  RuleUpdatedEvent,
  RunUpdatedEvent,
  SyncStatusEvent,
} from './live.js';
export type { LiveEventType } from './live.js';
export {
  LIVE_BEARER_PREFIX,
  LIVE_CLOSE,
  LIVE_PATH,
  LIVE_SUBPROTOCOL,
  LiveClientMessage,
  LiveControlMessage,
  LiveServerMessage,
} from './live-protocol.js';
export { LIVE_CHANNEL, LiveNotice } from './notice.js';
