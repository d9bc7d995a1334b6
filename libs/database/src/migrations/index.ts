import { Foundation1763720000000 } from './1763720000000-foundation.js';

/** In order. */
export const migrations = [Foundation1763720000000];
