import { config } from 'zod/mini';

// The pages' policy forbids `new Function`: zod would try it once, and the browser would report that as a violation.
// Imported before the first schema is made.
config({ jitless: true });
