import type { KindOfTrigger } from '../../kind.js';
import type { PlatformTrigger } from './schema.js';

/** Which triggers there are is known to the compiler. */
export const check: KindOfTrigger<PlatformTrigger>['check'] = () => [];
