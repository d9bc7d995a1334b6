/** Order of stopping: apps finish what they do while the rest is still there. */
export const ranks = { app: 0, sandbox: 1, temporal: 2, database: 3 };
