import { STAND_INS as PLATFORMS } from '@jarvis/connectors/stand-ins';
import { STAND_INS as MODELS } from '@jarvis/models/stand-ins';
import type { StandIn } from '@jarvis/stand-in-kit';

/** Every vendor that the sandbox stands in for. */
export const STAND_INS: readonly StandIn[] = [...PLATFORMS, ...MODELS];
