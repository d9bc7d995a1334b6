import type { StandIn } from '@jarvis/stand-in-kit';
import { gmail } from './gmail/stand-in/index.js';
import { hubspot } from './hubspot/stand-in/index.js';
import { twitter } from './twitter/stand-in/index.js';

/** The stand-ins of the platforms, for the sandbox only. A new one is its folder and a line here. */
export const STAND_INS: readonly StandIn[] = [twitter, gmail, hubspot];
