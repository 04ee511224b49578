import { REST_OK } from '@warbler/protocol';
import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Type } from '../type.ts';
import { type Auth, type Caller, type CallerOf, identifyCaller } from './caller.ts';
import { envelopeSchema, type Paging, success } from './envelope.ts';
import { securityOf } from './openapi.ts';
import type { UseCases } from './use-cases.ts';

/** One REST call: what it takes, who may make it, what it answers. */
export interface Route<
  Kind extends Auth,
  Query extends TSchema,
  Body extends TSchema,
  Answer extends TSchema,
  Params extends TSchema,
> {
  /** Several where the contract names aliases. */
  readonly method: HTTPMethods | readonly HTTPMethods[];
  readonly url: string;
  readonly auth: Kind;
  /** The chapter of the OpenAPI page. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The named parts of the address. */
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** The `data` of the answer. */
  readonly data: Answer;
  /** Calls one use case. */
  readonly handle: (
    call: Call<Kind, Static<Query>, Static<Body>, Static<Params>>,
  ) => Promise<{ readonly data: Static<Answer> } & Paging>;
}

/** A call that passed its schemas. */
interface Call<Kind extends Auth, Query, Body, Params> {
  readonly caller: CallerOf<Kind>;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
}

/** Adds a call to the server: identifies the caller, checks what came, wraps the answer. */
export function defineRoute<
  Kind extends Auth,
  Query extends TSchema,
  Body extends TSchema,
  Answer extends TSchema,
  Params extends TSchema,
>(http: FastifyInstance, useCases: UseCases, route: Route<Kind, Query, Body, Answer, Params>): void {
  const { method, url, auth, tag, summary, description, params, query, body, data, handle } = route;
  http.route({
    method: typeof method === 'string' ? method : [...method],
    url,
    schema: {
      tags: [tag],
      summary,
      ...(description === undefined ? {} : { description }),
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      ...(body === undefined ? {} : { body }),
      response: { 200: envelopeSchema(data) },
      security: securityOf(auth),
    },
    onRequest: async (request) => {
      request.callerAsOf = useCases.accounts.forgottenCount;
      request.caller = await request.server.restRates.admit(request, () => identifyCaller(useCases, auth, request));
    },
    handler: async (request, reply) => {
      // Bodies take their time: whoever was banned, kicked or deleted meanwhile is refused now.
      if (auth === 'console' || request.callerAsOf !== useCases.accounts.forgottenCount) {
        request.caller = await identifyCaller(useCases, auth, request);
      }
      const answer = await handle({
        caller: callerOf(request, auth),
        // The schemas above have made these true.
        params: request.params as Static<Params>,
        query: request.query as Static<Query>,
        body: request.body as Static<Body>,
        request,
      });
      const { data: answered, ...paging } = answer;
      reply.resultCode = REST_OK;
      return success(answered, paging);
    },
  });
}

/** For calls whose answer says no more than that they worked. */
export const doneSchema = Type.Boolean({ description: 'true' });

/** What such a call returns. */
export const done = { data: true } as const;

/** Who makes a call of this auth. */
export function callerOf<Kind extends Auth>({ caller }: FastifyRequest, auth: Kind): CallerOf<Kind> {
  if (caller === null || caller.auth !== auth) throw new Error(`the caller of a ${auth} call was not identified`);
  return caller as CallerOf<Kind>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the call; null before it was found out. */
    caller: Caller | null;
    /** How much was known of accounts when it was found out; see `Accounts.forgottenCount`. */
    callerAsOf: number;
  }
}
