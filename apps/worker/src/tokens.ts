/** Injection tokens of what is made outside of Nest. */
export const CONFIG = Symbol('config');
export const LOGGER = Symbol('logger');
export const DATABASE = Symbol('database');
export const ACTIVITIES = Symbol('activities');
export const POLL = Symbol('poll');
export const REHEARSAL_ACTIVITIES = Symbol('rehearsal activities');
