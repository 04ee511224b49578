import type { AddRoutes } from './route-context.ts';

/**
 * `/`: the web page, or a few facts where it is not built. Clients probe it to find the nearest host, so it answers with
 * CORS headers either way.
 */
export const addStartPageRoutes: AddRoutes = (http, { isPageBuilt, version }) => {
  http.get('/', { schema: { hide: true } }, async (_request, reply) => {
    if (isPageBuilt) return reply.sendFile('index.html');
    return { name: 'warbler', version, docs: '/docs', page: 'not built: run npm start, or npm run build' };
  });
};
