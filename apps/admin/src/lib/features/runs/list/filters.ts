import { RUN_STATUSES } from '@jarvis/vocabulary';

export interface RunFilters {
  status?: string;
  ruleId?: string;
  q?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the address asks for; parts that make no sense are left out rather than sent on. */
export function runFilters(params: URLSearchParams): RunFilters {
  const statuses = (params.get('status') ?? '')
    .split(',')
    .filter((one) => RUN_STATUSES.some((status) => status === one));
  const ruleId = params.get('rule');
  const q = params.get('q')?.trim().slice(0, 200);
  return {
    ...(statuses.length > 0 ? { status: statuses.join(',') } : {}),
    ...(ruleId && UUID.test(ruleId) ? { ruleId } : {}),
    ...(q ? { q } : {}),
  };
}
