import { parseUserId } from '@warbler/protocol';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { booleanInput, integerInput, isYes, listOutput } from '../wire-schemas.ts';
import { banEndOf, DurationInput } from './ban-duration.ts';
import {
  actionOf,
  GroupMemberDto,
  GroupMembersBody,
  GroupQuery,
  MemberResultDto,
  memberOf,
  ownActionOf,
  resultsOf,
  usersOf,
} from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

const REASON_MAX = 1024;

/** Who comes, who goes, and what members may. */
export const addGroupMemberRoutes: AddRoutes = (http, { useCases }) => {
  const { groups } = useCases;
  const base = { auth: 'group', tag: Tag.groups } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/members/display_name',
    summary: 'The cards of the given members',
    body: GroupMembersBody,
    data: listOutput(GroupMemberDto),
    handle: async ({ caller, body }) => {
      const request = { ...actionOf(caller, body.group_id), users: usersOf(body.user_list) };
      const members = await groups.read('groups.membersByIds', request);
      return { data: members.map((member) => memberOf(groups, member)) };
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
