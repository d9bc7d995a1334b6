import type { StandIn } from '@jarvis/stand-in-kit';
import { anthropic } from './stand-in/index.js';

/** The stand-ins of the model providers, for the sandbox only. */
export const STAND_INS: readonly StandIn[] = [anthropic];
