import { Type } from 'typebox';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { idOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const UserProfileDto = Type.Object({
  user_id: idOutput('The user'),
  username: Type.String(),
  nick_name: Type.String(),
  avatar: Type.String(),
  description: Type.String(),
  public_info: Type.String({ description: 'Everyone sees it' }),
  private_info: Type.String({ description: 'Only the user sees it' }),
});

const UserProfileRequest = Type.Object({
  nick_name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  public_info: Type.Optional(Type.String()),
  private_info: Type.Optional(Type.String()),
});

/** What a user tells of themselves. */
export const addProfileRoutes: AddRoutes = (http, { useCases }) => {
  const { accounts } = useCases;

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/user/profile',
    auth: 'user',
    tag: Tag.user,
    summary: "The caller's profile",
    data: UserProfileDto,
    handle: async ({ caller }) => {
      const { userId, username, profile } = await accounts.find(caller.appId, caller.userId);
      return {
        data: {
          user_id: userId,
          username,
          nick_name: profile.nickName,
          avatar: profile.avatar,
          description: profile.description,
          public_info: profile.publicInfo,
          private_info: profile.privateInfo,
        },
      };
    },
  });

  defineRoute(http, useCases, {
    method: ['POST', 'PUT'],
    url: '/user/profile',
    auth: 'user',
    tag: Tag.user,
    summary: 'Change parts of the profile',
    body: UserProfileRequest,
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await accounts.updateProfile(caller, {
        nickName: body.nick_name,
        description: body.description,
        publicInfo: body.public_info,
        privateInfo: body.private_info,
      });
      return done;
    },
  });

  defineRoute(http, useCases, {
    method: ['POST', 'PUT'],
    url: '/user/nickname',
    auth: 'user',
    tag: Tag.user,
    summary: 'Change the nick name',
    query: Type.Object({ nick_name: Type.String() }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await accounts.updateProfile(caller, { nickName: query.nick_name });
      return done;
    },
  });

  defineRoute(http, useCases, {
    method: ['POST', 'PUT'],
    url: '/user/avatar',
    auth: 'user',
    tag: Tag.user,
    summary: 'Change the avatar',
    body: Type.Object({ avatar: Type.String({ description: 'A download URL, or the name of an object' }) }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await accounts.updateProfile(caller, { avatar: body.avatar });
      return done;
    },
  });
};
