import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Keeps compiled sources for the next start, which takes a third less for it. An installation that cannot be written to
 * does without.
 */
export function keepCompiled() {
  const folder = join(import.meta.dirname, '../../../node_modules/.cache/node-compile-cache');
  enableCompileCache(process.env.NODE_COMPILE_CACHE ?? folder);
  // The storage thread finds it by this.
  process.env.NODE_COMPILE_CACHE ??= folder;
}
