import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Vite puts files whose names hold a hash of their content here: what is under a name never changes. */
const HASHED_FOLDER = 'assets';

/** The web page and what the browser lets it do. */
export interface WebPage {
  /** Folder of the built page. */
  readonly root: string;
  /** Where the page's calls and sockets may go beside its own origin. */
  readonly publicUrl: string | undefined;
}

/** Whether a folder holds a built page. */
export function hasPage(root: string | undefined): root is string {
  return root !== undefined && existsSync(join(root, 'index.html'));
}

/** Serves the built web page: `index.html` asked for anew each time, hashed files kept for good. */
export function serveWebPage(http: FastifyInstance, { root, publicUrl }: WebPage): void {
  const folder = resolve(root);
  const policy = contentSecurityPolicy(publicUrl);
  http.register(fastifyStatic, {
    root: folder,
    index: false,
    cacheControl: false,
    schemaHide: true,
    setHeaders(reply, path) {
      const isHashed = path.startsWith(join(folder, HASHED_FOLDER) + sep);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (path.endsWith('.html')) {
        reply.header('content-security-policy', policy);
        reply.header('cross-origin-opener-policy', 'same-origin');
      }
    },
  });
}

/**
 * The page runs its own scripts only. It may call and open sockets on its own host and on the configured public one,
 * and show pictures and media from anywhere, since avatars and files are links.
 */
function contentSecurityPolicy(publicUrl: string | undefined): string {
  const own = publicUrl === undefined ? '' : ` ${new URL(publicUrl).origin}`;
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self' data:",
    'img-src * data: blob:',
    'media-src * data: blob:',
    `connect-src 'self' ws: wss:${own}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
