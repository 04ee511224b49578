export { createBoundedCache } from './bounded-cache.ts';
