import { Type } from '../../type.ts';
import { Tag } from '../openapi.ts';
import type { AddRoutes } from './route-context.ts';

/** What the server counts of itself, for Prometheus. */
export const addMetricsRoutes: AddRoutes = (http, { registry }) => {
  const schema = {
    tags: [Tag.operation],
    summary: 'Counters for Prometheus',
    produces: ['text/plain'],
    response: { 200: Type.String() },
  };
  http.get('/metrics', { schema }, async (_request, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
};
