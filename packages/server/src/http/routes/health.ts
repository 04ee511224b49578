import { Type } from '../../type.ts';
import { Tag } from '../openapi.ts';
import type { AddRoutes } from './route-context.ts';

const Health = Type.Object({
  status: Type.Enum(['ok', 'draining']),
  bus: Type.Enum(['connected', 'cut', 'none'], {
    description: 'The way to the other servers; without it this one goes on for those who are connected to it',
  }),
  nodes: Type.Integer({ description: 'Servers that are heard of, with this one' }),
});

/** Whether the server answers, and whether it takes new clients. Clients with several hosts take the first that answers. */
export const addHealthRoutes: AddRoutes = (http, { standing }) => {
  const health = () => {
    const { isDraining, bus, nodeCount } = standing();
    return { status: isDraining ? ('draining' as const) : ('ok' as const), bus, nodes: nodeCount };
  };
  http.get(
    '/api/health',
    { schema: { tags: [Tag.operation], summary: 'Whether the server answers', response: { 200: Health } } },
    async () => health(),
  );
  const schema = {
    tags: [Tag.operation],
    summary: 'Whether the server takes new clients',
    description: 'For load balancers: 503 once it is about to stop and closes its connections one after another',
    response: { 200: Health, 503: Health },
  };
  http.get('/api/ready', { schema }, async (_request, reply) => {
    const state = health();
    return reply.code(state.status === 'ok' ? 200 : 503).send(state);
  });
};
