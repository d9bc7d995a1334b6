import { one, slice, through, type Fetch } from './client.ts';
import * as sdk from './generated/sdk.gen.ts';
import type * as T from './generated/types.gen.ts';
import { randomKey } from './random-key.ts';

export type { Fetch };

// One line per door of the API: which call, through the page's fetch, without the envelope.

export const me = (fetch: Fetch) => one(sdk.authMe(through(fetch)));
export const continueInObservatory = (fetch: Fetch, observatoryId: string) =>
  one(sdk.authSwitchObservatory({ ...through(fetch), body: { observatoryId } }));
export const keepTimeZone = (fetch: Fetch, timeZone: string) =>
  one(sdk.authKeepTimeZone({ ...through(fetch), body: { timeZone } }));
export const devices = (fetch: Fetch) => one(sdk.authDevices(through(fetch)));
export const revokeDevice = (fetch: Fetch, id: string) =>
  one(sdk.authRevokeDevice({ ...through(fetch), path: { id } }));

export const dashboard = (fetch: Fetch, query: T.DashboardGetData['query']) =>
  one(sdk.dashboardGet({ ...through(fetch), query }));

export const listDrift = (fetch: Fetch) => one(sdk.driftList(through(fetch)));
export const compareDrift = (fetch: Fetch) => one(sdk.driftCompare(through(fetch)));
export const repairDrift = (fetch: Fetch, id: string, repair: T.RepairRequest['repair']) =>
  one(sdk.driftRepair({ ...through(fetch), path: { id }, body: { repair } }));

export const listApprovals = (fetch: Fetch, query: T.ApprovalsListData['query']) =>
  slice(sdk.approvalsList({ ...through(fetch), query }));
export const countPendingApprovals = (fetch: Fetch) => one(sdk.approvalsPendingCount(through(fetch)));
export const getApproval = (fetch: Fetch, id: string) => one(sdk.approvalsGet({ ...through(fetch), path: { id } }));
export const previewApproval = (fetch: Fetch, id: string, body: T.ApprovalPreviewRequest) =>
  one(sdk.approvalsPreview({ ...through(fetch), path: { id }, body }));
export const decideApproval = (fetch: Fetch, id: string, body: T.DecisionRequest) =>
  one(sdk.approvalsDecide({ ...through(fetch), path: { id }, body }));

export const listRuns = (fetch: Fetch, query: T.RunsListData['query']) =>
  slice(sdk.runsList({ ...through(fetch), query }));
export const readHistogram = (fetch: Fetch, query: T.RunsHistogramData['query']) =>
  one(sdk.runsHistogram({ ...through(fetch), query }));
export const getRun = (fetch: Fetch, id: string) => one(sdk.runsGet({ ...through(fetch), path: { id } }));
export const cancelRun = (fetch: Fetch, id: string) => one(sdk.runsCancel({ ...through(fetch), path: { id } }));
export const previewReplay = (fetch: Fetch, id: string) =>
  one(sdk.runsPreviewReplay({ ...through(fetch), path: { id } }));
/** The key makes a repeated request harmless. */
export const replayRun = (fetch: Fetch, id: string, { version, key }: { version: 'same' | 'current'; key: string }) =>
  one(sdk.runsReplay({ ...through(fetch), path: { id }, body: { version }, headers: { 'idempotency-key': key } }));
/** Cuts short what a run waits for at a vendor. */
export const retryNow = (fetch: Fetch, id: string) => one(sdk.runsRetryNow({ ...through(fetch), path: { id } }));
/** Starts a run that the limits of its rule hold back. */
export const startNow = (fetch: Fetch, id: string) => one(sdk.runsStartNow({ ...through(fetch), path: { id } }));
export const resolveEffect = (fetch: Fetch, at: { id: string; effectId: string }, body: T.ResolveEffectRequest) =>
  one(sdk.runsResolveEffect({ ...through(fetch), path: at, body }));

export const listRules = (fetch: Fetch, query: T.RulesListData['query']) =>
  slice(sdk.rulesList({ ...through(fetch), query }));
export const getRule = (fetch: Fetch, id: string) => one(sdk.rulesGet({ ...through(fetch), path: { id } }));
/** Keeps a draft that does not compile yet: nothing typed is lost. */
export const createRule = (fetch: Fetch, source: string) =>
  one(sdk.rulesCreate({ ...through(fetch), query: { draft: 'true' }, body: { source } }));
export const saveDraft = (fetch: Fetch, id: string, body: { source: string; revision: number }) =>
  one(sdk.rulesSaveDraft({ ...through(fetch), path: { id }, body }));
export const validateDefinition = (fetch: Fetch, source: string) =>
  one(sdk.rulesValidate({ ...through(fetch), body: { source } }));
/** What expressions can read at a place of a text. */
export const scopeAt = (fetch: Fetch, id: string, body: T.ScopeRequest) =>
  one(sdk.ruleDataScope({ ...through(fetch), path: { id }, body }));
export const explainText = (fetch: Fetch, id: string, body: T.ExplainRequest) =>
  one(sdk.ruleDataExplain({ ...through(fetch), path: { id }, body }));
export const recentEvents = (fetch: Fetch, id: string) =>
  one(sdk.ruleDataRecentEvents({ ...through(fetch), path: { id } }));
export const expressionFunctions = (fetch: Fetch) => one(sdk.definitionFunctions(through(fetch)));
/** When a text with a schedule would run next. */
export const nextTimesOf = (fetch: Fetch, source: string) =>
  one(sdk.rulesNextTimesOf({ ...through(fetch), body: { source } }));
/** When a rule runs next, as it is published. */
export const nextTimes = (fetch: Fetch, id: string) => one(sdk.rulesNextTimes({ ...through(fetch), path: { id } }));
export const enableRule = (fetch: Fetch, id: string) => one(sdk.rulesEnable({ ...through(fetch), path: { id } }));
export const disableRule = (fetch: Fetch, id: string) => one(sdk.rulesDisable({ ...through(fetch), path: { id } }));
/** One press, one run: the key makes a repeated request harmless. */
export const runRule = (fetch: Fetch, id: string, body: T.RunNowRequest = {}) =>
  one(sdk.rulesRun({ ...through(fetch), path: { id }, body, headers: { 'idempotency-key': randomKey() } }));
export const lookNow = (fetch: Fetch, id: string) => one(sdk.rulesLook({ ...through(fetch), path: { id } }));
export const ruleImpact = (fetch: Fetch, id: string) => one(sdk.rulesImpact({ ...through(fetch), path: { id } }));
export const deleteRule = (fetch: Fetch, id: string) => one(sdk.rulesRemove({ ...through(fetch), path: { id } }));
export const restoreRule = (fetch: Fetch, id: string) => one(sdk.rulesRestore({ ...through(fetch), path: { id } }));

export const publishRule = (fetch: Fetch, id: string, body: T.PublishRequest) =>
  one(sdk.ruleVersionsPublish({ ...through(fetch), path: { id }, body }));
export const liveRuns = (fetch: Fetch, id: string) =>
  one(sdk.ruleVersionsLiveRuns({ ...through(fetch), path: { id } }));
export const ruleVersions = (fetch: Fetch, id: string) =>
  slice(sdk.ruleVersionsList({ ...through(fetch), path: { id } }));
export const ruleVersion = (fetch: Fetch, at: { id: string; version: number }) =>
  one(sdk.ruleVersionsGet({ ...through(fetch), path: at }));
export const rollbackRule = (fetch: Fetch, at: { id: string; version: number }) =>
  one(sdk.ruleVersionsRollback({ ...through(fetch), path: at }));

export const sampleEvent = (fetch: Fetch, id: string) => one(sdk.ruleTrialsSample({ ...through(fetch), path: { id } }));
export const storeSampleEvent = (fetch: Fetch, id: string, body: T.SampleEventRequest) =>
  one(sdk.ruleTrialsStoreSample({ ...through(fetch), path: { id }, body }));
export const sendSampleEvent = (fetch: Fetch, id: string) =>
  one(sdk.ruleTrialsSendSample({ ...through(fetch), path: { id } }));
export const rehearseRule = (fetch: Fetch, id: string, body: T.RehearseRequest) =>
  one(sdk.ruleTrialsRehearse({ ...through(fetch), path: { id }, body }));
export const lookAtNumber = (fetch: Fetch, id: string, body: T.NumberLookRequest) =>
  one(sdk.ruleTrialsLookAtNumber({ ...through(fetch), path: { id }, body }));
export const makeMailAddress = (fetch: Fetch, id: string) =>
  one(sdk.ruleTrialsMailAddress({ ...through(fetch), path: { id } }));
export const rotateMailAddress = (fetch: Fetch, id: string) =>
  one(sdk.ruleTrialsRotateMailAddress({ ...through(fetch), path: { id } }));
/** One step by itself, with what is known of the steps before it. */
export const trialStep = (fetch: Fetch, id: string, body: T.TrialStepRequest) =>
  one(sdk.ruleTrialsTrialStep({ ...through(fetch), path: { id }, body }));
export const listPins = (fetch: Fetch, id: string) => one(sdk.ruleTrialsPins({ ...through(fetch), path: { id } }));
export const pinStep = (fetch: Fetch, at: { id: string; step: string }, output: unknown) =>
  one(sdk.ruleTrialsPin({ ...through(fetch), path: at, body: { output } }));
export const unpinStep = (fetch: Fetch, at: { id: string; step: string }) =>
  one(sdk.ruleTrialsUnpin({ ...through(fetch), path: at }));
export const rotateSecret = (fetch: Fetch, id: string) =>
  one(sdk.ruleTrialsRotateSecret({ ...through(fetch), path: { id } }));
export const enterSecret = (fetch: Fetch, id: string, body: T.WebhookSecretRequest) =>
  one(sdk.ruleTrialsEnterSecret({ ...through(fetch), path: { id }, body }));
export const configureWebhook = (fetch: Fetch, id: string, body: T.WebhookSettingsRequest) =>
  one(sdk.ruleTrialsConfigureWebhook({ ...through(fetch), path: { id }, body }));

export const listActions = (fetch: Fetch) => one(sdk.definitionActions(through(fetch)));
export const listTriggers = (fetch: Fetch) => one(sdk.definitionTriggers(through(fetch)));

export const listActivity = (fetch: Fetch, query: T.ActivityListData['query']) =>
  slice(sdk.activityList({ ...through(fetch), query }));

export const listEvents = (fetch: Fetch, query: T.EventsListData['query']) =>
  slice(sdk.eventsList({ ...through(fetch), query }));
export const eventNames = (fetch: Fetch) => one(sdk.eventsNames(through(fetch)));
export const getEvent = (fetch: Fetch, id: string) => one(sdk.eventsGet({ ...through(fetch), path: { id } }));

export const catalogue = (fetch: Fetch) => one(sdk.integrationsCatalogue(through(fetch)));
export const connected = (fetch: Fetch) => slice(sdk.integrationsConnected(through(fetch)));
export const platforms = (fetch: Fetch) => one(sdk.integrationsPlatforms(through(fetch)));
export const connect = (fetch: Fetch, platform: string, body: T.ConnectRequest) =>
  one(sdk.integrationsConnect({ ...through(fetch), path: { platform }, body }));
export const setOAuthClient = (fetch: Fetch, platform: string, body: T.OAuthClientRequest) =>
  one(sdk.integrationsSetClient({ ...through(fetch), path: { platform }, body }));
export const removeOAuthClient = (fetch: Fetch, platform: string) =>
  one(sdk.integrationsRemoveClient({ ...through(fetch), path: { platform } }));
export const checkConnection = (fetch: Fetch, id: string) =>
  one(sdk.integrationsHealth({ ...through(fetch), path: { id } }));
export const disconnect = (fetch: Fetch, id: string) =>
  one(sdk.integrationsRemove({ ...through(fetch), path: { id } }));

export const listNotifications = (fetch: Fetch, query: T.NotificationsListData['query']) =>
  slice(sdk.notificationsList({ ...through(fetch), query }));
export const unreadNotifications = (fetch: Fetch) => one(sdk.notificationsUnreadCount(through(fetch)));
export const readNotification = (fetch: Fetch, id: string) =>
  one(sdk.notificationsRead({ ...through(fetch), path: { id } }));
export const readAllNotifications = (fetch: Fetch) => one(sdk.notificationsReadAll(through(fetch)));
export const notificationPreferences = (fetch: Fetch) => one(sdk.notificationsGetPreferences(through(fetch)));
export const setNotificationPreference = (fetch: Fetch, body: T.NotificationPreferenceRequest) =>
  one(sdk.notificationsSetPreference({ ...through(fetch), body }));
