import { ImError } from '@warbler/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Download } from '../../files/index.ts';
import { Type } from '../../type.ts';
import { answerTransferError } from '../answer-error.ts';
import { type Auth, type CallerOf, identifyCaller } from '../caller.ts';
import { callerOf } from '../define-route.ts';
import { securityOf, Tag } from '../openapi.ts';
import { publicAddress } from '../public-address.ts';
import { sendDownload } from '../send-download.ts';
import { AvatarQuery, firstOf, formQueryOf, LinkQuery, SignQuery, wantedFormOf } from './file-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** A call that answers with the bytes of a file. */
interface DownloadRoute<Kind extends Auth, Query extends TSchema> {
  readonly url: string;
  readonly auth: Kind;
  readonly summary: string;
  readonly description: string;
  readonly query: Query;
  readonly params?: TSchema;
  /** The file, or the address that the caller is sent on to. */
  readonly find: (call: {
    readonly caller: CallerOf<Kind>;
    readonly query: Static<Query>;
    readonly request: FastifyRequest;
  }) => Promise<Download | string>;
}

const Bytes = { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };

const FORMS =
  'Pictures and covers of videos come smaller with `image_type` 2 and 3, sound as `format` says. Ranges, `ETag` and ' +
  'HEAD work as in any web server. Refusals are envelopes with an HTTP status of their own.';

const SENT_ON =
  'An admin token in the header is sent on (302) to an address that needs no token for a while, so that it can be handed ' +
  'to another program.';

/** Handing files out. */
export const addFileDownloadRoutes: AddRoutes = (http, { useCases, publicUrl }) => {
  const { files } = useCases;

  const serve = <Kind extends Auth, Query extends TSchema>(route: DownloadRoute<Kind, Query>) => {
    const { url, auth, summary, description, query, params, find } = route;
    for (const method of ['GET', 'HEAD'] as const) {
      http.route({
        method,
        url,
        exposeHeadRoute: false,
        schema: {
          tags: [Tag.files],
          summary,
          description,
          hide: method === 'HEAD',
          querystring: query,
          ...(params === undefined ? {} : { params }),
          response: { 200: Bytes },
          security: securityOf(auth),
        },
        errorHandler: answerTransferError,
        onRequest: async (request) => {
          request.caller = await request.server.restRates.admit(request, () => identifyCaller(useCases, auth, request));
        },
        handler: async (request, reply) => {
          // The schema above has made this true.
          const found = await find({ caller: callerOf(request, auth), query: request.query as Static<Query>, request });
          return typeof found === 'string' ? sendOn(reply, found) : sendDownload(request, reply, found);
        },
      });
    }
  };
  const linkUrl = (request: FastifyRequest, link: string, form: string) => {
    const { protocol, host } = publicAddress(publicUrl, request);
    return `${protocol}://${host}/file/download/link/${link}?${form}`;
  };

  serve({
    url: '/file/download/chat',
    auth: 'link',
    summary: 'A file by its sign',
    description: `${FORMS} ${SENT_ON}`,
    query: SignQuery,
    find: async ({ caller, query, request }) => {
      const wanted = wantedFormOf(query);
      const sign = firstOf(query.file_sign) ?? missing('file_sign');
      if (!isSentOn(caller, request)) return files.openBySign(caller.app, sign, wanted);
      return linkUrl(request, await files.linkBySign(caller.app, sign), formQueryOf(wanted));
    },
  });

  serve({
    url: '/file/download/avatar',
    auth: 'link',
    summary: 'The picture of a user or a group by its object name',
    description: `${FORMS} ${SENT_ON}`,
    query: AvatarQuery,
    find: async ({ caller, query, request }) => {
      const wanted = wantedFormOf(query);
      const name = firstOf(query.object_name) ?? missing('object_name');
      if (!isSentOn(caller, request)) return files.openAvatar(caller.app, name, wanted);
      return linkUrl(request, await files.linkToAvatar(caller.app, name), formQueryOf(wanted));
    },
  });

  serve({
    url: '/file/download/link/:link',
    auth: 'none',
    summary: 'A file by an address that holds all rights until it expires',
    description: FORMS,
    query: LinkQuery,
    params: Type.Object({ link: Type.String() }),
    find: async ({ query, request }) => {
      const { link } = request.params as { readonly link: string };
      return files.openByLink(link, wantedFormOf(query));
    },
  });
};

/** Backends hand addresses to programs without headers. Whoever put the token into the address wants the bytes. */
function isSentOn({ role }: CallerOf<'link'>, { headers }: FastifyRequest): boolean {
  return role === 'admin' && headers['access-token'] !== undefined;
}

function sendOn(reply: FastifyReply, url: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(url, 302);
}

function missing(name: string): never {
  throw new ImError('invalidParameter', { message: `invalid request parameter: ${name} is required in the query` });
}
