import { parseGroupId, parseUserId, type UserId } from '@warbler/protocol';
import { Type } from 'typebox';
import type { GroupRequest } from '../../groups/index.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { booleanInput, idOutput, integerInput, isYes, listOutput } from '../wire-schemas.ts';
import { banEndOf, DurationInput } from './ban-duration.ts';
import {
  actionOf,
  actorIn,
  GroupMemberDto,
  GroupMembersBody,
  GroupQuery,
  MemberResultDto,
  memberOf,
  ownActionOf,
  personOf,
  resultsOf,
  usersOf,
} from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** Rows of one page, unless fewer are asked for. */
const PAGE_MAX = 1000;
const REQUESTS_MAX = 100;
const REASON_MAX = 1024;
const GROUPS_ASKED_MAX = 10_000;

const PageQuery = {
  cursor: Type.Optional(Type.String({ description: 'From the page before; empty for the first' })),
  limit: Type.Optional(integerInput('Rows of a page')),
  version: Type.Optional(integerInput('Not used')),
};

const RequestDto = {
  group_id: idOutput('The group'),
  reason: Type.String(),
  status: Type.Integer({ description: '0 waiting, 1 accepted, 2 declined' }),
  expired_time: Type.Integer(),
};

/** Who is in a group, who comes, who goes, and what they may. */
export const addGroupMemberRoutes: AddRoutes = (http, { useCases }) => {
  const { groups } = useCases;
  const base = { auth: 'group', tag: Tag.groups } as const;

  for (const [url, which] of [
    ['/group/member_list', 'all'],
    ['/group/banned_list', 'banned'],
  ] as const) {
    defineRoute(http, useCases, {
      ...base,
      method: 'GET',
      url,
      summary: which === 'all' ? 'The members of a group' : 'The members who may not speak',
      query: Type.Object({ group_id: integerInput('The group'), ...PageQuery }),
      data: listOutput(GroupMemberDto),
      handle: async ({ caller, query }) => {
        const { after, limit } = pageOf(query, PAGE_MAX);
        const request = { ...actionOf(caller, query.group_id), which, after, limit: limit + 1 };
        const members = await groups.read('groups.members', request);
        const page = members.slice(0, limit);
        const more = members.length > limit ? { cursor: String(page.at(-1)?.userId) } : {};
        return { data: page.map(memberOf), ...more };
      },
    });
  }

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/admin_list',
    summary: 'The admins of a group, without the owner',
    query: GroupQuery,
    data: listOutput(GroupMemberDto),
    handle: async ({ caller, query }) => {
      const after = 0 as UserId;
      const request = { ...actionOf(caller, query.group_id), which: 'admins', after, limit: PAGE_MAX } as const;
      return { data: (await groups.read('groups.members', request)).map(memberOf) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/blocked_list',
    summary: 'Who is kept out of a group; admins only',
    query: Type.Object({ group_id: integerInput('The group'), ...PageQuery }),
    data: listOutput(Type.Object({ user_id: idOutput('The user') })),
    handle: async ({ caller, query }) => {
      const { after, limit } = pageOf(query, PAGE_MAX);
      const request = { ...actionOf(caller, query.group_id), after, limit: limit + 1 };
      const users = await groups.read('groups.blocked', request);
      const page = users.slice(0, limit);
      const more = users.length > limit ? { cursor: String(page.at(-1)) } : {};
      return { data: page.map((user) => ({ user_id: user })), ...more };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/members/display_name',
    summary: 'The cards of the given members',
    body: GroupMembersBody,
    data: listOutput(GroupMemberDto),
    handle: async ({ caller, body }) => {
      const request = { ...actionOf(caller, body.group_id), users: usersOf(body.user_list) };
      return { data: (await groups.read('groups.membersByIds', request)).map(memberOf) };
    },
  });

  for (const { url, name, method, summary } of MEMBER_CHANGES) {
    defineRoute(http, useCases, {
      ...base,
      method,
      url,
      summary,
      body: GroupMembersBody,
      data: listOutput(MemberResultDto),
      handle: async ({ caller, body }) => {
        const request = { ...actionOf(caller, body.group_id), users: usersOf(body.user_list) };
        return { data: resultsOf(await groups.change(name, request)) };
      },
    });
  }

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/ban',
    summary: 'Silences members for minutes or for ever',
    body: Type.Object({ ...GroupMembersBody.properties, duration: DurationInput }),
    data: listOutput(MemberResultDto),
    handle: async ({ caller, body }) => {
      const untilMs = banEndOf(body.duration, groups.now());
      const request = { ...actionOf(caller, body.group_id), users: usersOf(body.user_list), untilMs };
      return { data: resultsOf(await groups.change('groups.ban', request)) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/unban',
    summary: 'Lets members speak again',
    body: GroupMembersBody,
    data: listOutput(MemberResultDto),
    handle: async ({ caller, body }) => {
      const request = { ...actionOf(caller, body.group_id), users: usersOf(body.user_list), untilMs: 0 };
      return { data: resultsOf(await groups.change('groups.ban', request)) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/invite',
    summary: 'Invites users; they are members at once unless they want to be asked',
    body: Type.Object({
      ...GroupMembersBody.properties,
      reason: Type.Optional(Type.String({ maxLength: REASON_MAX })),
    }),
    data: listOutput(MemberResultDto),
    handle: async ({ caller, body }) => {
      const action = actionOf(caller, body.group_id);
      const request = { ...action, users: usersOf(body.user_list), reason: body.reason ?? '' };
      return { data: resultsOf(await groups.change('groups.invite', request)) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/apply',
    summary: 'Applies for membership',
    body: Type.Object({
      group_id: integerInput('The group'),
      reason: Type.Optional(Type.String({ maxLength: REASON_MAX })),
    }),
    data: MemberResultDto,
    handle: async ({ caller, body }) => {
      const action = ownActionOf(caller, body.group_id);
      await groups.change('groups.apply', { ...action, reason: body.reason ?? '' });
      return { data: { user_id: action.actor, result: 'success' } };
    },
  });

  const Approval = Type.Object({
    group_id: integerInput('The group'),
    user_id: integerInput('The applicant, or the inviter'),
    approval: booleanInput('Yes or no'),
  });
  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/group/apply/handle',
    summary: 'Answers an application; admins only',
    body: Approval,
    data: MemberResultDto,
    handle: async ({ caller, body }) => {
      const user = parseUserId(body.user_id);
      const request = { ...actionOf(caller, body.group_id), user, isAccepted: isYes(body.approval) };
      await groups.change('groups.answerApplication', request);
      return { data: { user_id: user, result: 'success' } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/group/invite/handle',
    summary: 'Answers an invitation to the caller',
    body: Approval,
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const user = parseUserId(body.user_id);
      const request = { ...ownActionOf(caller, body.group_id), user, isAccepted: isYes(body.approval) };
      await groups.change('groups.answerInvitation', request);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'DELETE'],
    url: '/group/leave',
    summary: 'Leaves a group; its owner cannot',
    query: GroupQuery,
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await groups.change('groups.leave', ownActionOf(caller, query.group_id));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/application_list',
    summary: 'Applications to the given groups, where the caller is an admin',
    query: Type.Object(PageQuery),
    body: Type.Object({ group_list: Type.Array(integerInput('A group id'), { maxItems: GROUPS_ASKED_MAX }) }),
    data: listOutput(Type.Object({ ...RequestDto, applicant_id: idOutput('Who applied') })),
    handle: async ({ caller, query, body }) => {
      const { limit } = pageOf(query, REQUESTS_MAX);
      const ids = [...new Set(body.group_list.map(parseGroupId))];
      const request = { appId: caller.appId, actor: actorIn(caller, ids), groups: ids, limit };
      const rows = await groups.read('groups.applications', request);
      return { data: rows.map((row) => ({ ...requestOf(row), applicant_id: row.userId })) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/invitation_list',
    summary: 'Invitations to the caller',
    query: Type.Object(PageQuery),
    data: listOutput(Type.Object({ ...RequestDto, inviter_id: idOutput('Who invited') })),
    handle: async ({ caller, query }) => {
      const { appId, userId } = personOf(caller);
      const { limit } = pageOf(query, REQUESTS_MAX);
      const rows = await groups.read('groups.invitations', { appId, user: userId, limit });
      return { data: rows.map((row) => ({ ...requestOf(row), inviter_id: row.inviterId })) };
    },
  });
};

/** Calls that name members and change something about them. */
const MEMBER_CHANGES = [
  { url: '/group/kick', name: 'groups.kick', method: ['POST', 'DELETE'], summary: 'Puts members out of a group' },
  { url: '/group/block', name: 'groups.block', method: 'POST', summary: 'Keeps users out of a group' },
  { url: '/group/unblock', name: 'groups.unblock', method: ['POST', 'DELETE'], summary: 'Lets users in again' },
  { url: '/group/admin/add', name: 'groups.grantAdmins', method: 'POST', summary: 'Makes admins; owner only' },
  {
    url: '/group/admin/remove',
    name: 'groups.revokeAdmins',
    method: ['POST', 'DELETE'],
    summary: 'Makes admins plain members again; owner only',
  },
] as const;

function pageOf(
  { cursor, limit }: { readonly cursor?: string; readonly limit?: number | string },
  max: number,
): { readonly after: UserId; readonly limit: number } {
  return {
    after: parseUserId(cursor === undefined || cursor === '' ? 0 : cursor),
    limit: readOptionalInteger(limit, { name: 'limit', min: 1, max }) ?? max,
  };
}

function requestOf({ groupId, reason, status, expiresAtMs }: GroupRequest) {
  return { group_id: groupId, reason, status, expired_time: expiresAtMs };
}
