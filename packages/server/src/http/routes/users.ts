import { parseUserId, type UserId } from '@warbler/protocol';
import type { TProperties } from 'typebox';
import { Type } from '../../type.ts';
import { namedUser } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;
const PAGE_NUMBER_MAX = 10_000_000;

const UserBasicInfo = Type.Object({
  user_id: idOutput('The user'),
  username: Type.String(),
  status: Type.Integer({ description: '0 normal, 1 banned' }),
});

/** What became of one user in a call about many. */
const Outcome = Type.Object({
  user_id: idOutput('The user'),
  success: Type.Boolean(),
  reason: Type.Optional(Type.String({ description: 'Why not' })),
});

const UserList = Type.Object({ list: Type.Array(integerInput('A user id')) });

/** What app servers do with their users, by admin token. */
export const addUserRoutes: AddRoutes = (http, { useCases, limits }) => {
  const { accounts, devices } = useCases;
  const base = { auth: 'admin', tag: Tag.management } as const;
  const set = { ...base, method: ['POST', 'PUT'] } as const;
  const atMost = `At most ${limits.usersPerCall} (limits.usersPerCall).`;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/user/list',
    summary: 'The users of the app, by number',
    description: 'Deleted users are not among them. A page with fewer users than asked for is the last one.',
    query: Type.Object({
      page_num: Type.Optional(integerInput('From 1 on; 1 by default')),
      page_size: Type.Optional(integerInput(`1 to ${PAGE_MAX}; ${PAGE_DEFAULT} by default`)),
    }),
    data: listOutput(UserBasicInfo),
    handle: async ({ caller, query }) => {
      const number = readOptionalInteger(query.page_num, { name: 'page_num', min: 1, max: PAGE_NUMBER_MAX }) ?? 1;
      const limit = readOptionalInteger(query.page_size, { name: 'page_size', min: 1, max: PAGE_MAX }) ?? PAGE_DEFAULT;
      const users = await accounts.list(caller.appId, { offset: (number - 1) * limit, limit });
      return {
        data: users.map(({ userId, username, status }) => ({
          user_id: userId,
          username,
          status: status === 'normal' ? 0 : 1,
        })),
      };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'PUT',
    url: '/user/disable',
    summary: 'Ban users',
    description: `Their sessions end at once, and no token of theirs is taken until they are let in again. All of them or \
none. ${atMost}`,
    body: UserList,
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await accounts.ban(caller.appId, body.list.map(parseUserId));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'PUT',
    url: '/user/enable',
    summary: 'Let banned users in again',
    description: `Their tokens count again. All of them or none. ${atMost}`,
    body: UserList,
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await accounts.unban(caller.appId, body.list.map(parseUserId));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/user/change_password_admin',
    summary: "Set a user's password",
    description: 'The header user_id names the user. None of their tokens counts any more.',
    body: Type.Object({ password: Type.String() }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await accounts.setPassword({ appId: caller.appId, userId: namedUser(caller) }, body.password);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/profile/batch',
    summary: 'Change parts of the profiles of many users',
    description: `Each on its own, with a row in the answer. An e-mail address is one of the names to log in with. ${atMost}`,
    body: rowsOf({
      user_id: integerInput('The user'),
      nick_name: Type.Optional(Type.String()),
      description: Type.Optional(Type.String()),
      public_info: Type.Optional(Type.String()),
      private_info: Type.Optional(Type.String()),
      email: Type.Optional(Type.String({ description: 'Empty: none any more' })),
    }),
    data: listOutput(Outcome),
    handle: async ({ caller, body }) => {
      const rows = body.list.map((row) => ({
        userId: parseUserId(row.user_id),
        change: {
          nickName: row.nick_name,
          description: row.description,
          publicInfo: row.public_info,
          privateInfo: row.private_info,
          email: row.email,
        },
      }));
      return { data: toOutcomes(rows, await accounts.updateProfiles(caller.appId, rows)) };
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/avatar/batch',
    summary: 'Change the avatars of many users',
    description: `Each on its own, with a row in the answer. ${atMost}`,
    body: rowsOf({ user_id: integerInput('The user'), avatar: Type.String() }),
    data: listOutput(Outcome),
    handle: async ({ caller, body }) => {
      const rows = body.list.map(({ user_id, avatar }) => ({ userId: parseUserId(user_id), change: { avatar } }));
      return { data: toOutcomes(rows, await accounts.updateProfiles(caller.appId, rows)) };
    },
  });

  defineRoute(http, useCases, {
    auth: 'userOrAdmin',
    tag: Tag.user,
    method: 'GET',
    url: '/user/online_status',
    summary: 'Whether a user is online',
    description: 'The caller, or whom the header user_id of an admin token names.',
    data: Type.Object({ online: Type.Boolean({ description: 'On one device at least' }) }),
    handle: async ({ caller }) => ({
      data: { online: await devices.isOnline({ appId: caller.appId, userId: namedUser(caller) }) },
    }),
  });
};

function rowsOf<Row extends TProperties>(row: Row) {
  return Type.Object({ list: Type.Array(Type.Object(row)) });
}

function toOutcomes(
  rows: readonly { readonly userId: UserId }[],
  outcomes: readonly { readonly reason?: string }[],
): { user_id: UserId; success: boolean; reason?: string }[] {
  return rows.map(({ userId }, index) => {
    const reason = outcomes[index]?.reason;
    return { user_id: userId, success: reason === undefined, ...(reason === undefined ? {} : { reason }) };
  });
}
