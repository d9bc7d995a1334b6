import { isError } from '@jarvis/database';

interface GrpcStatus {
  code: number;
  details: string;
}

/** gRPC codes (https://grpc.io/docs/guides/status-codes/) that are looked at. */
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

/** gRPC answers a message that is too large with RESOURCE_EXHAUSTED as well, and tells it apart only in its words. */
const TOO_LARGE = /message larger than|larger than max|exceeds (the )?(maximum|limit)/i;

/** An installation that is not set up yet also answers INVALID_ARGUMENT; it can be put right, and the call will do. */
const NOT_SET_UP = /search attribute|namespace|task ?queue/i;

/**
 * What an error of a call to Temporal means. `outage`: the server is down, overloaded or too slow, and the same call
 * will do later. `impossible`: this call can never succeed. `failure`: nobody knows, so it may be tried again.
 */
export type TemporalFault = 'outage' | 'impossible' | 'failure';

export function faultOf(error: unknown): TemporalFault {
  const status = findGrpcError(error);
  return status ? faultOfStatus(status) : 'failure';
}

/** The same for a gRPC status. */
export function faultOfStatus({ code, details }: GrpcStatus): TemporalFault {
  switch (code) {
    case DEADLINE_EXCEEDED:
    case UNAVAILABLE:
      return 'outage';
    case RESOURCE_EXHAUSTED:
      return TOO_LARGE.test(details) ? 'impossible' : 'outage';
    case INVALID_ARGUMENT:
      return NOT_SET_UP.test(details) ? 'failure' : 'impossible';
    default:
      return 'failure';
  }
}

/** The one answer to "is Temporal down?": of the relay, the reconciler and the 503 of a request. */
export function isTemporalOutage(error: unknown): boolean {
  return faultOf(error) === 'outage';
}

/** Time ran out: the server is too slow, or this one call takes too long. */
export function isDeadline(error: unknown): boolean {
  return findGrpcError(error)?.code === DEADLINE_EXCEEDED;
}

/** Of a call that the SDK does not put into words of its own. */
export function isNotFound(error: unknown): boolean {
  return findGrpcError(error)?.code === NOT_FOUND;
}

/** What the server said, without the SDK's words around it. */
export function wordsOf(error: unknown): string {
  return findGrpcError(error)?.details ?? (error instanceof Error ? error.message : String(error));
}

/** By shape: the SDK wraps the gRPC error as `cause`, and is not loaded before it is needed. */
function findGrpcError(error: unknown, depth = 0): GrpcStatus | undefined {
  if (!isError(error) || depth > 4) return undefined;
  if ('code' in error && typeof error.code === 'number' && 'details' in error) {
    return { code: error.code, details: String(error.details) };
  }
  return findGrpcError(error.cause, depth + 1);
}
