import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** The cloud that `vite` (development) sends API calls to; the built page always talks to its own origin. */
const cloud = process.env.WARBLER_URL ?? 'http://127.0.0.1:4100';
const apiPaths = ['/v2', '/app', '/user', '/token', '/roster', '/group', '/message', '/file', '/socket.io', '/health'];

const fakeClient = fileURLToPath(new URL('./test/fake-client/index.ts', import.meta.url));

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [vue()],
  // `--mode fake` builds the page on an in-memory cloud of made-up people, to look at it without a server.
  resolve: mode === 'fake' ? { alias: [{ find: /^@warbler\/sdk(\/tabs)?$/, replacement: fakeClient }] } : {},
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
  },
  // Inlined files would be data: addresses, which the page's content security policy refuses.
  // One page, one chunk: splitting it would only add a round trip before the first sight.
  build: { assetsInlineLimit: 0, emptyOutDir: true, chunkSizeWarningLimit: 700 },
  server: {
    proxy: Object.fromEntries(apiPaths.map((path) => [path, { target: cloud, ws: true, changeOrigin: true }])),
  },
}));
