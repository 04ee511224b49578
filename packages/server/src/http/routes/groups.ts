import { parseGroupId, parseUserId } from '@warbler/protocol';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { integerInput, listOutput } from '../wire-schemas.ts';
import {
  actionOf,
  actorIn,
  BriefGroupDto,
  briefGroupOf,
  GROUPS_ASKED_MAX,
  GroupInfoDto,
  GroupQuery,
  groupInfoOf,
  NAME_MAX,
  personOf,
  scaleOf,
  TEXT_MAX,
  usersOf,
} from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

const GROUP_TYPE_MAX = 3;

/** Making, reading and ending groups. */
export const addGroupRoutes: AddRoutes = (http, { useCases }) => {
  const { groups } = useCases;
  const base = { auth: 'group', tag: Tag.groups } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/user_joined',
    summary: 'The ids of the groups that the caller is in',
    data: listOutput(Type.Integer()),
    handle: async ({ caller }) => {
      const { appId, userId } = personOf(caller);
      return { data: [...(await groups.read('groups.joined', { appId, user: userId }))] };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/public_list',
    summary: 'The ids of the public groups, the newest first',
    data: listOutput(Type.Integer()),
    handle: async ({ caller: { appId } }) => ({ data: [...(await groups.read('groups.public', { appId }))] }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/info/batch',
    summary: 'Facts about the given groups; unknown ids give no row',
    body: Type.Object({ group_list: Type.Array(integerInput('A group id'), { maxItems: GROUPS_ASKED_MAX }) }),
    data: listOutput(BriefGroupDto),
    handle: async ({ caller, body }) => {
      const ids = [...new Set(body.group_list.map(parseGroupId))];
      const request = { appId: caller.appId, actor: actorIn(caller, ids), groups: ids };
      const views = await groups.read('groups.views', request);
      const scale = await scaleOf(groups, caller.appId);
      return { data: views.map((view) => briefGroupOf(scale, view)) };
    },
  });

  for (const url of ['/group/info', '/group/settings']) {
    defineRoute(http, useCases, {
      ...base,
      method: 'GET',
      url,
      summary: 'A group with its settings, for members and others',
      query: GroupQuery,
      data: GroupInfoDto,
      handle: async ({ caller, query }) => {
        const view = await groups.read('groups.view', actionOf(caller, query.group_id));
        return { data: groupInfoOf(await scaleOf(groups, caller.appId), view) };
      },
    });
  }

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/create',
    summary: 'Makes a group of the caller and the given users',
    body: Type.Object({
      name: Type.Optional(Type.String({ maxLength: NAME_MAX })),
      avatar: Type.Optional(Type.String({ maxLength: TEXT_MAX })),
      description: Type.Optional(Type.String({ maxLength: TEXT_MAX })),
      type: Type.Optional(integerInput('0 private, 1 public, 2 chatroom, 3 temporary')),
      user_list: Type.Optional(Type.Array(integerInput('A user id'))),
    }),
    data: GroupInfoDto,
    handle: async ({ caller, body }) => {
      const { appId, userId } = personOf(caller);
      const type = readOptionalInteger(body.type, { name: 'type', min: 0, max: GROUP_TYPE_MAX }) ?? 0;
      const users = usersOf(body.user_list ?? []).filter((user) => user !== userId);
      const { name = '', avatar = '', description = '' } = body;
      const request = { appId, actor: userId, type, name, avatar, description, users };
      const { group } = await groups.change('groups.create', request);
      return { data: groupInfoOf(await scaleOf(groups, appId), { group }) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'DELETE'],
    url: '/group/destroy',
    summary: 'Dissolves a group; its owner only',
    query: GroupQuery,
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await groups.change('groups.destroy', actionOf(caller, query.group_id));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/group/transfer',
    summary: 'Hands a group over to another member',
    body: Type.Object({ group_id: integerInput('The group'), new_owner: integerInput('A member') }),
    data: Type.Object({ user_id: Type.Integer(), result: Type.String() }),
    handle: async ({ caller, body }) => {
      const user = parseUserId(body.new_owner);
      await groups.change('groups.transfer', { ...actionOf(caller, body.group_id), user });
      return { data: { user_id: user, result: 'success' } };
    },
  });

  for (const [field, max] of [
    ['name', NAME_MAX],
    ['avatar', TEXT_MAX],
    ['description', TEXT_MAX],
    ['ext', TEXT_MAX],
  ] as const) {
    defineRoute(http, useCases, {
      ...base,
      method: ['POST', 'PUT'],
      url: `/group/info/${field}`,
      summary: `Changes the ${field} of a group`,
      body: Type.Object({ group_id: integerInput('The group'), value: Type.String({ maxLength: max }) }),
      data: doneSchema,
      handle: async ({ caller, body }) => {
        await groups.change('groups.update', { ...actionOf(caller, body.group_id), field, value: body.value });
        return done;
      },
    });
  }
};
