import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from '../http-options.ts';

/** What the routes are made from. */
interface RouteContext extends HttpOptions {
  /** Whether the web page is served at `/`. */
  readonly isPageBuilt: boolean;
}

/** Adds the calls of one resource to the server. */
export type AddRoutes = (http: FastifyInstance, context: RouteContext) => void;
