import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { Auth } from './caller.ts';

/** The chapters of the OpenAPI page, in its order. */
export const Tag = {
  start: 'DNS and app',
  login: 'Register and log in',
  user: 'User',
  codes: 'Codes, QR logins, WeChat',
  devices: 'Devices',
  roster: 'Roster',
  groups: 'Groups',
  messages: 'Messages',
  files: 'Files',
  conversations: 'Conversations',
  links: 'Support and links',
  push: 'Push',
  management: 'Management',
  console: 'Console',
  operation: 'Operation',
} as const;

const DESCRIPTION = `Every answer is an envelope \`{"code", "message", "data"}\`, with HTTP status 200 for refusals as \
well: \`code\` is 200 when the call worked. 402 means that the token is invalid, expired or revoked: log in again.

Every call wants the header \`app_id\`, most of them an \`access-token\` from one of the token calls. An admin token \
acts as the user that the header \`user_id\` names, in calls about a group also for the group that the header \
\`group_id\` names. Whole numbers may be sent as decimal text; ids in answers are \
numbers below 2^53, times are milliseconds since 1970. Unknown fields are ignored.

The calls of the chapter "Console" are of no app: they want the \`access-token\` of \`/admin/login\` and no \`app_id\`.`;

// The plugin's own policy sends every request to https, which a server without a certificate does not speak.
const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

/** Serves the description of all calls at `/docs` for people and at `/docs/json` for machines. */
export function serveOpenApi(http: FastifyInstance, version: string): void {
  http.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Warbler REST API', version, description: DESCRIPTION },
      tags: Object.values(Tag).map((name) => ({ name })),
      components: {
        securitySchemes: {
          app_id: { type: 'apiKey', in: 'header', name: 'app_id', description: 'The app' },
          'access-token': { type: 'apiKey', in: 'header', name: 'access-token', description: 'A user or admin token' },
          user_id: {
            type: 'apiKey',
            in: 'header',
            name: 'user_id',
            description: 'Admin token only: the user to act as',
          },
          app_id_in_query: { type: 'apiKey', in: 'query', name: 'app_id', description: 'The app' },
          access_token_in_query: { type: 'apiKey', in: 'query', name: 'access-token', description: 'A token' },
          group_id: {
            type: 'apiKey',
            in: 'header',
            name: 'group_id',
            description: 'Admin token only: the group to act for, with the rights of its owner',
          },
        },
      },
    },
    hideUntagged: true,
  });
  http.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: PAGE_POLICY,
    uiConfig: { docExpansion: 'list' },
    // The bar on top is for other descriptions than ours.
    theme: {
      title: 'Warbler REST API',
      css: [{ filename: 'warbler.css', content: '.swagger-ui .topbar{display:none}' }],
    },
  });
}

/** The headers that a call wants, as OpenAPI states them. */
export function securityOf(auth: Auth): { [scheme: string]: readonly string[] }[] {
  switch (auth) {
    case 'none':
      return [];
    case 'app':
      return [{ app_id: [] }];
    case 'maybeUser':
      return [{ app_id: [] }, BY_TOKEN, { ...BY_TOKEN, user_id: [] }];
    case 'user':
    case 'userOrAdmin':
      return [BY_TOKEN, { ...BY_TOKEN, user_id: [] }];
    case 'group':
      return [BY_TOKEN, { ...BY_TOKEN, user_id: [] }, { ...BY_TOKEN, group_id: [] }];
    case 'admin':
      return [BY_TOKEN];
    case 'link':
      return [BY_TOKEN, { app_id_in_query: [], access_token_in_query: [] }];
    case 'console':
      return [{ 'access-token': [] }];
    default:
      return auth satisfies never;
  }
}

const BY_TOKEN = { app_id: [], 'access-token': [] } as const;
