import fastifyCors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** A day; browsers keep an answer to a preflight for two hours at most anyway. */
const PREFLIGHT_SECONDS = 86_400;

/** Lets pages of any origin call: apps are served from anywhere, and calls carry a token instead of cookies. */
export function allowAnyOrigin(http: FastifyInstance): void {
  http.register(fastifyCors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
    allowedHeaders: [
      'app_id',
      'access-token',
      'content-type',
      'user_id',
      'group_id',
      'range',
      'if-none-match',
      'if-range',
    ],
    exposedHeaders: ['content-length', 'content-range', 'content-disposition', 'accept-ranges', 'etag'],
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
}
