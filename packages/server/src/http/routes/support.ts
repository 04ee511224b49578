import { parseUserId } from '@warbler/protocol';
import { SupportSource } from '../../support/index.ts';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const source = Type.Unsafe<SupportSource>({ enum: Object.values(SupportSource), description: 'official when absent' });

const SupportStaffList = listOutput(
  Type.Object({
    user_id: idOutput('The user'),
    username: Type.String(),
    nickname: Type.String(),
    avatar: Type.String(),
    source,
  }),
);

/** Whom the users of an app turn to. */
export const addSupportRoutes: AddRoutes = (http, { useCases }) => {
  const { supportStaff } = useCases;
  const list = async (appId: Parameters<typeof supportStaff.list>[0]) => ({
    data: (await supportStaff.list(appId)).map(({ userId, username, nickName, avatar, source: kind }) => ({
      user_id: userId,
      username,
      nickname: nickName,
      avatar,
      source: kind,
    })),
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/app/support_staff',
    auth: 'user',
    tag: Tag.links,
    summary: 'Users who are there to help',
    data: SupportStaffList,
    handle: ({ caller }) => list(caller.appId),
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/admin/app/support_staff',
    auth: 'admin',
    tag: Tag.management,
    summary: 'The support staff of the app',
    data: SupportStaffList,
    handle: ({ caller }) => list(caller.appId),
  });

  defineRoute(http, useCases, {
    method: ['POST', 'PUT'],
    url: '/admin/app/support_staff',
    auth: 'admin',
    tag: Tag.management,
    summary: 'Sets the support staff of the app, in this order',
    body: Type.Object({
      list: Type.Array(Type.Object({ user_id: integerInput('The user'), source: Type.Optional(source) })),
    }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const contacts = body.list.map(({ user_id, source: kind = SupportSource.official }) => ({
        userId: parseUserId(user_id),
        source: kind,
      }));
      await supportStaff.set(caller.appId, contacts);
      return done;
    },
  });
};
