export { ConnectorError, type ConnectorErrorOptions } from './errors.js';
export type { ErrorCode as ConnectorErrorCode } from '@jarvis/vocabulary';
export { consentOf, pastedOf, type ApiKeyAuth, type OAuth2Auth, type OAuth2Scope, type SignIn } from './auth.js';
export type { ActionConnection, ActionContext, ActionLogger, ConnectorContext, VendorTransport } from './context.js';
export {
  defineAction,
  type Action,
  type ActionResult,
  type ActionSpec,
  type FeedEntry,
  type ConnectionNeed,
  type Idempotency,
  type RiskAssessment,
} from './action.js';
export {
  defineConnector,
  type AccountWords,
  type Connector,
  type ConnectorCategory,
  type HealthReport,
  type PlatformIcon,
} from './connector.js';
export { defineTrigger, type Occurrence, type Trigger, type TriggerSpec } from './trigger.js';
export { CONNECTION_PARAMETER } from './door.js';
export type { Door } from './door.js';
export type { Hook, HookDelivery } from './hook.js';
export { createRegistry, type ConnectorRegistry } from './registry.js';
export { Preview } from './preview.js';
export { redact, unredact } from './redact.js';
export { isHostAllowed, isPublicAddress } from './addresses.js';
export { createSafeHttp, type SafeHttpClient, type SafeHttpRequest, type SafeHttpResponse } from './safe-http.js';
export { refusalOf, type EgressPolicy } from './egress.js';
export { createVendorTransport, type VendorTransportOptions } from './vendor-transport.js';
export { codeOfStatus, isAmbiguousStatus } from './http-status.js';
export { subjectFields } from './mail-subject.js';
export { parseReply } from './parse-reply.js';
export { fromNetworkError } from './network-errors.js';
export { parseResetTime, parseRetryAfter, parseRetryAfterMs } from './retry-after.js';
export {
  AuthorizationError,
  beginAuthorization,
  exchangeCode,
  OAuth2Credentials,
  refreshTokens,
  revokeTokens,
  type AuthorizationRefusal,
  type Grant,
  type OAuthClient,
} from './oauth.js';
export { platform, type Platform } from './platform.js';
