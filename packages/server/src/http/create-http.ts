import { randomBytes } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { answerError } from './answer-error.ts';
import { limitArrival } from './arrival.ts';
import { parseBodies } from './body-parser.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { allowAnyOrigin } from './cross-origin.ts';
import type { HttpOptions } from './http-options.ts';
import { lazyCompilers } from './lazy-compilers.ts';
import { logRequests } from './log-requests.ts';
import { answerNotFound } from './not-found.ts';
import { serveOpenApi } from './openapi.ts';
import { createRestRates } from './rest-rates.ts';
import { routes } from './routes/index.ts';
import { describeSchemaError } from './schema-error.ts';
import { hasPage, serveWebPage } from './web-page.ts';
import { formats } from './wire-schemas.ts';

/** Upload addresses are about 200 characters long. */
const PARAMETER_CHARACTERS_MAX = 500;

/** Proxies are believed only where a public address is configured, and only from these networks. */
const PROXY_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * Makes the HTTP server: the REST calls of the contract, the web page, `/docs` and `/metrics`. It does not listen yet;
 * sockets are attached to its `server` by whoever made it.
 */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { useCases, logger, registry, limits, version, publicUrl, webRoot } = options;
  // Pino's own type would make this instance a type of its own, which no plugin knows.
  const loggerInstance: FastifyBaseLogger = logger;
  const http: FastifyInstance = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(6).toString('base64url'),
    bodyLimit: limits.httpBodyBytes,
    // Of an upload; all others have less, see limitArrival.
    requestTimeout: limits.uploadMs,
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS_MAX },
    // What comes in on an open connection while the server stops is still answered, in the envelope.
    return503OnClosing: false,
    trustProxy: publicUrl === undefined ? false : PROXY_NETWORKS,
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest,
    // What came is checked as it came: integerInput and booleanInput say what may be sent in which form.
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allowUnionTypes: true,
        formats: { ...formats },
      },
    },
    schemaController: lazyCompilers(),
    schemaErrorFormatter: describeSchemaError,
  });
  http.decorateRequest('caller', null);
  http.decorateRequest('callerAsOf', 0);
  http.decorateReply('resultCode', 0);
  http.decorate('restRates', createRestRates(options));
  http.setErrorHandler(answerError);
  http.server.headersTimeout = limits.requestMs;
  limitArrival(http, limits.requestMs);
  parseBodies(http);
  logRequests(http, registry);
  http.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });
  allowAnyOrigin(http);
  serveOpenApi(http, version);
  const isPageBuilt = hasPage(webRoot);
  if (isPageBuilt) serveWebPage(http, { root: webRoot, publicUrl });
  http.setNotFoundHandler(answerNotFound(isPageBuilt));
  http.register(async (scope) => {
    for (const addRoutes of routes) addRoutes(scope, { ...options, isPageBuilt, useCases });
  });
  return http;
}
