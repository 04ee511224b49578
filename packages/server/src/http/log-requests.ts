import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

/**
 * Logs one line per request and counts its time. The line holds the pattern of the route, never the address, headers or
 * body, where tokens and content are.
 */
export function logRequests(http: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'warbler_http_request_seconds',
    help: 'Time from a REST request to the end of its answer, by route and code of the envelope',
    labelNames: ['method', 'route', 'code'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  http.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const code = reply.resultCode;
    seconds.observe({ method: request.method, route, code: String(code) }, reply.elapsedTime / 1000);
    request.log.info(
      { method: request.method, route, status: reply.statusCode, code, ms: Math.round(reply.elapsedTime * 10) / 10 },
      'request',
    );
  });
}
