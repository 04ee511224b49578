import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Gives requests a time to arrive: who takes longer holds connections open on purpose, and is cut. Uploads, which take
 * as long as they take, ask for more with {@link allowTime}.
 */
export function limitArrival(http: FastifyInstance, requestMs: number): void {
  http.decorateRequest('arrival', null);
  http.addHook('onRequest', async (request) => {
    const { headers } = request;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
    const cut = setTimeout(() => request.raw.destroy(), requestMs).unref();
    request.arrival = { cut, ms: requestMs };
    for (const event of ['end', 'close']) request.raw.once(event, () => clearTimeout(request.arrival?.cut));
  });
}

/** Lets a request take so long from now on. */
export function allowTime(request: FastifyRequest, ms: number): void {
  const { arrival } = request;
  if (arrival === null || request.raw.readableEnded || request.raw.destroyed) return;
  if (arrival.ms === ms) {
    arrival.cut.refresh();
    return;
  }
  clearTimeout(arrival.cut);
  request.arrival = { cut: setTimeout(() => request.raw.destroy(), ms).unref(), ms };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** When the request is cut; null when all of it came with its headers. */
    arrival: { readonly cut: NodeJS.Timeout; readonly ms: number } | null;
  }
}
