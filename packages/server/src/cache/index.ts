export type { BoundedCache } from './bounded-cache.ts';
export { type Caches, createCaches } from './caches.ts';
