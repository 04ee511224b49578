import { Type } from 'typebox';
import { Tag } from '../openapi.ts';
import type { AddRoutes } from './route-context.ts';

/** Whether the server answers. Clients with several hosts take the first that does. */
export const addHealthRoutes: AddRoutes = (http) => {
  const schema = {
    tags: [Tag.operation],
    summary: 'Whether the server answers',
    response: { 200: Type.Object({ status: Type.String({ description: 'ok' }) }) },
  };
  http.get('/api/health', { schema }, async () => ({ status: 'ok' }));
};
