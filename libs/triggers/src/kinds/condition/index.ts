export { arm } from './arm.js';
export { check } from './check.js';
export { describe } from './describe.js';
export { schema } from './schema.js';
