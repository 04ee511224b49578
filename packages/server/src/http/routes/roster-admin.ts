import { parseUserId } from '@warbler/protocol';
import { Type } from '../../type.ts';
import { namedUser } from '../caller.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const FRIENDS_ADDED_MAX = 1000;

/** Friends of a user by an admin token; the header `user_id` names the user. */
export const addRosterAdminRoutes: AddRoutes = (http, { useCases }) => {
  const { roster } = useCases;
  const base = { auth: 'admin', tag: Tag.roster } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/user/add_roster',
    summary: 'Makes friends of a user and others, without asking them',
    description: 'All of them or none. The header user_id names the user.',
    body: Type.Object({ list: Type.Array(integerInput('A user id'), { maxItems: FRIENDS_ADDED_MAX }) }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const peers = [...new Set(body.list.map(parseUserId))];
      await roster.addFriends({ appId: caller.appId, actor: namedUser(caller), peers });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/user/rosters',
    summary: 'The friends of a user with their user names',
    description: 'The header user_id names the user.',
    data: listOutput(Type.Object({ user_id: idOutput('The friend'), name: Type.String() })),
    handle: async ({ caller }) => {
      const friends = await roster.namedFriends({ appId: caller.appId, userId: namedUser(caller) });
      return { data: friends.map(({ userId, username }) => ({ user_id: userId, name: username })) };
    },
  });
};
