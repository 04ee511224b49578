import { ImError, parseUserId } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';
import type { UserRef } from '../../accounts/index.ts';
import type { Link } from '../../links/index.ts';
import { Type } from '../../type.ts';
import type { CallerOf } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { publicAddress } from '../public-address.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const LINK_MAX = 500;
const TEXT_MAX = 1024;
const TYPE_MAX = 64;

const link = Type.String({ maxLength: LINK_MAX, description: 'A short link, or its code' });
const uid = Type.Optional(integerInput('Whose; absent: the caller. Only an admin names another'));

const MyLink = Type.Object({
  link: Type.String({ description: 'Its code' }),
  url: Type.String({ description: 'Opens it on this server' }),
  uid: idOutput('Whom it leads to'),
  text: Type.String({ description: 'Put into the input box' }),
  type: Type.String(),
});

/** Short links that lead visitors to a user, and the accounts of those visitors. */
export const addLinkRoutes: AddRoutes = (http, { useCases, publicUrl }) => {
  const { links, visitors } = useCases;
  const base = { auth: 'userOrAdmin', tag: Tag.links } as const;
  const show = (made: Link, request: FastifyRequest) => {
    const { protocol, host } = publicAddress(publicUrl, request);
    const url = `${protocol}://${host}/?link=${made.code}`;
    return { link: made.code, url, uid: made.user, text: made.text, type: made.type };
  };

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/info',
    auth: 'none',
    tag: Tag.links,
    summary: 'Where a short link leads to',
    query: Type.Object({ link }),
    data: Type.Object({
      app_id: Type.String(),
      uid: idOutput('Whom it leads to'),
      text: Type.String({ description: 'Put into the input box' }),
      type: Type.String(),
    }),
    handle: async ({ query }) => {
      const { appId, user, text, type } = await links.find(query.link);
      return { data: { app_id: appId, uid: user, text, type } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/app/link',
    summary: 'Makes a short link to the caller',
    body: Type.Object({
      uid,
      text: Type.Optional(Type.String({ maxLength: TEXT_MAX })),
      type: Type.Optional(Type.String({ maxLength: TYPE_MAX })),
    }),
    data: MyLink,
    handle: async ({ caller, body, request }) => {
      const { text = '', type = '' } = body;
      const made = await links.make(ownerOf(caller, body.uid), { text, type });
      return { data: show(made, request) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/app/link',
    summary: 'The short links to the caller',
    query: Type.Object({ uid }),
    data: listOutput(MyLink),
    handle: async ({ caller, query, request }) => {
      const made = await links.list(ownerOf(caller, query.uid));
      return { data: made.map((each) => show(each, request)) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'DELETE'],
    url: '/app/link/delete',
    summary: 'Deletes a short link to the caller',
    query: Type.Object({ link, uid }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await links.delete(ownerOf(caller, query.uid), query.link);
      return done;
    },
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/user/register/anonymous',
    auth: 'app',
    tag: Tag.login,
    summary: 'Registers a visitor under a name of the server’s choice, where the app lets them',
    body: Type.Object({
      username: Type.String({ description: 'What the name begins with, such as anon_' }),
      password: Type.String(),
      cid: Type.Optional(Type.Unknown({ description: 'Whom the link led to; not used' })),
    }),
    data: Type.Object({ username: Type.String(), user_id: idOutput('The visitor') }),
    handle: async ({ caller: { app }, body: { username: prefix, password }, request }) => {
      const { username, userId } = await visitors.register(app, { prefix, password, address: request.ip });
      return { data: { username, user_id: userId } };
    },
  });
};

function ownerOf({ appId, role, userId }: CallerOf<'userOrAdmin'>, named: number | string | undefined): UserRef {
  const owner = named === undefined ? userId : parseUserId(named);
  if (owner === undefined) {
    throw new ImError('invalidParameter', {
      message: 'invalid request parameter: an admin token needs uid or the header user_id, which name the user',
    });
  }
  if (role === 'user' && owner !== userId) {
    throw new ImError('noPermission', { message: "another user's links are theirs to make" });
  }
  return { appId, userId: owner };
}
