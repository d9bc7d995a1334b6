import { ApiFailure, toFailure } from './failure.ts';
import type * as T from './types.ts';

type Fetch = typeof fetch;
type Query = Record<string, string | number | boolean | null | undefined>;

async function request<Data>(fetch: Fetch, method: string, path: string, { query, body }: { query?: Query; body?: unknown } = {}): Promise<{ data: Data; meta: { pagination?: { nextCursor: string | null } } }> {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
  const suffix = search.size > 0 ? `?${search}` : '';
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}${suffix}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
  } catch {
    throw new ApiFailure({ status: 503, code: 'offline', message: 'Jarvis cannot be reached. Check your connection and try again.' });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw toFailure(answer, response.status);
  return answer;
}
async function one<D>(...args: Parameters<typeof request>): Promise<D> { return (await request<D>(...args)).data; }
async function slice<I>(...args: Parameters<typeof request>): Promise<T.Slice<I>> { const { data, meta } = await request<I[]>(...args); return { items: data, nextCursor: meta.pagination?.nextCursor ?? null }; }

export const me = (f: Fetch) => one<T.Me>(f, 'GET', '/auth/me');
export const switchTo = (f: Fetch, observatoryId: string) => f('/session/observatory', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ observatoryId }) });
export const devices = (f: Fetch) => one<T.Device[]>(f, 'GET', '/auth/devices');
export const revokeDevice = (f: Fetch, id: string) => one<unknown>(f, 'DELETE', `/auth/devices/${id}`);
export const dashboard = (f: Fetch, hours?: number) => one<T.Dashboard>(f, 'GET', '/dashboard', { query: { hours } });
export const listApprovals = (f: Fetch, query: Query) => slice<T.ApprovalSummary>(f, 'GET', '/approvals', { query });
export const getApproval = (f: Fetch, id: string) => one<T.ApprovalDetail>(f, 'GET', `/approvals/${id}`);
export const previewApproval = (f: Fetch, id: string, edited: Record<string, unknown>) => one<T.ApprovalPreview>(f, 'POST', `/approvals/${id}/preview`, { body: { edited } });
export const decideApproval = (f: Fetch, id: string, body: { decision: 'approved' | 'rejected'; note?: string; edited?: Record<string, unknown>; inputHash?: string }) => one<T.ApprovalDetail>(f, 'POST', `/approvals/${id}/decision`, { body });
export const listRuns = (f: Fetch, query: Query) => slice<T.RunSummary>(f, 'GET', '/runs', { query });
export const getRun = (f: Fetch, id: string) => one<T.RunDetail>(f, 'GET', `/runs/${id}`);
export const cancelRun = (f: Fetch, id: string) => one<T.RunDetail>(f, 'POST', `/runs/${id}/cancel`);
export const resolveEffect = (f: Fetch, id: string, body: { outcome: 'happened' | 'did-not-happen'; note: string }) => one<T.Effect>(f, 'POST', `/effects/${id}/resolve`, { body });
export const listRules = (f: Fetch, query: Query) => slice<T.RuleSummary>(f, 'GET', '/rules', { query });
export const getRule = (f: Fetch, id: string) => one<T.RuleDetail>(f, 'GET', `/rules/${id}`);
export const createRule = (f: Fetch, body: { source: string }) => one<T.RuleDetail>(f, 'POST', '/rules', { query: { draft: true }, body });
export const saveDraft = (f: Fetch, id: string, body: { source: string; revision: number }) => one<T.RuleDetail>(f, 'PUT', `/rules/${id}/draft`, { body });
export const validateDefinition = (f: Fetch, source: string) => one<T.Validation>(f, 'POST', '/rules/validate', { body: { source } });
export const publishRule = (f: Fetch, id: string, body: { revision?: number; note?: string }) => one<T.Published>(f, 'POST', `/rules/${id}/publish`, { body });
export const enableRule = (f: Fetch, id: string, enabled: boolean) => one<T.RuleDetail>(f, 'POST', `/rules/${id}/${enabled ? 'enable' : 'disable'}`);
export const runRule = (f: Fetch, id: string, event?: unknown) => one<{ runId: string }>(f, 'POST', `/rules/${id}/run`, { body: { event } });
export const sampleEvent = (f: Fetch, id: string) => one<{ event: unknown }>(f, 'GET', `/rules/${id}/sample-event`);
export const sendSampleEvent = (f: Fetch, id: string) => one<{ deliveryId: string; runId: string | null }>(f, 'POST', `/rules/${id}/sample-event/send`);
export const rehearseRule = (f: Fetch, id: string, body: { answers: Record<string, { decision: 'approved' | 'rejected'; after: string }>; event?: unknown; version?: 'draft' | number }) => one<T.Rehearsal>(f, 'POST', `/rules/${id}/rehearse`, { body });
export const ruleVersions = (f: Fetch, id: string) => one<T.RuleVersionSummary[]>(f, 'GET', `/rules/${id}/versions`);
export const ruleVersion = (f: Fetch, id: string, version: number) => one<T.RuleVersionDetail>(f, 'GET', `/rules/${id}/versions/${version}`);
export const ruleImpact = (f: Fetch, id: string) => one<T.RuleImpact>(f, 'GET', `/rules/${id}/impact`);
export const deleteRule = (f: Fetch, id: string) => one<unknown>(f, 'DELETE', `/rules/${id}`);
export const rotateSecret = (f: Fetch, id: string) => one<T.WebhookSecret>(f, 'POST', `/rules/${id}/webhook/secret`);
export const listActions = (f: Fetch) => one<T.Action[]>(f, 'GET', '/actions');
export const listActivity = (f: Fetch, query: Query) => slice<T.ActivityEntry>(f, 'GET', '/activity', { query });
export const catalogue = (f: Fetch, query: Query = {}) => one<T.CatalogueEntry[]>(f, 'GET', '/integrations', { query });
export const connect = (f: Fetch, platform: string, body: { accountName: string; credentials: Record<string, unknown> }) => one<T.Connection>(f, 'POST', `/integrations/${platform}/connect`, { body });
export const checkConnection = (f: Fetch, id: string) => one<{ health: string; message: string }>(f, 'GET', `/integrations/${id}/health`);
export const disconnect = (f: Fetch, id: string) => one<unknown>(f, 'DELETE', `/integrations/${id}`);
