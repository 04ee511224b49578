import { parseGroupId, parseGroupRecordId, parseUserId, type UserId } from '@warbler/protocol';
import type { GroupRequest } from '../../groups/index.ts';
import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { type PageRequest, pageOf, pageQuery, readPage } from '../page.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import { actionOf, actorIn, GROUPS_ASKED_MAX, GroupMemberDto, memberOf, personOf } from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

/** Rows of a page when nothing is said (rest-api.md section 3). */
const MEMBERS_DEFAULT = 1000;
const REQUESTS_DEFAULT = 100;

const RequestDto = {
  group_id: idOutput('The group'),
  reason: Type.String(),
  status: Type.Integer({ description: '0 waiting, 1 accepted, 2 declined' }),
  expired_time: Type.Integer(),
};

const BlockedDto = Type.Object({
  user_id: idOutput('The user'),
  group_id: idOutput('The group'),
  created_at: Type.String({ description: 'Since when, as ISO 8601' }),
});

const InvitationDto = Type.Object({
  ...RequestDto,
  inviter_id: idOutput('Who invited'),
  invitee_id: idOutput('Who is invited'),
  updated_at: Type.String({ description: 'ISO 8601' }),
});

/** The lists of a group: who is in it and how, who is kept out, and who asked to come in. */
export const addGroupListRoutes: AddRoutes = (http, { useCases }) => {
  const { groups } = useCases;
  const base = { auth: 'group', tag: Tag.groups } as const;

  for (const { url, which, summary } of MEMBER_LISTS) {
    defineRoute(http, useCases, {
      ...base,
      method: 'GET',
      url,
      summary,
      query: Type.Object({ group_id: integerInput('The group'), ...pageQuery }),
      data: listOutput(GroupMemberDto),
      handle: async ({ caller, query }) => {
        const page = readPage(query, MEMBERS_DEFAULT);
        const request = { ...actionOf(caller, query.group_id), which, ...afterOf(page) };
        const { members, memberCount } = await groups.read('groups.members', request);
        const { rows, paging } = pageOf(members, page, ({ userId }) => userId);
        return {
          data: rows.map((member) => memberOf(groups, member)),
          ...paging,
          ...(which === 'all' ? { total: memberCount } : {}),
        };
      },
    });
  }

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/blocked_list',
    summary: 'Who is kept out of a group; admins only',
    query: Type.Object({ group_id: integerInput('The group'), ...pageQuery }),
    data: listOutput(BlockedDto),
    handle: async ({ caller, query }) => {
      const page = readPage(query, MEMBERS_DEFAULT);
      const action = actionOf(caller, query.group_id);
      const blocked = await groups.read('groups.blocked', { ...action, ...afterOf(page) });
      const { rows, paging } = pageOf(blocked, page, ({ userId }) => userId);
      const data = rows.map(({ userId, sinceMs }) => ({
        user_id: userId,
        group_id: action.group,
        created_at: isoTime(sinceMs),
      }));
      return { data, ...paging };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/application_list',
    summary: 'Applications to the given groups, where the caller is an admin; the newest first',
    query: Type.Object(pageQuery),
    body: Type.Object({ group_list: Type.Array(integerInput('A group id'), { maxItems: GROUPS_ASKED_MAX }) }),
    data: listOutput(Type.Object({ ...RequestDto, applicant_id: idOutput('Who applied') })),
    handle: async ({ caller, query, body }) => {
      const page = readPage(query, REQUESTS_DEFAULT);
      const ids = [...new Set(body.group_list.map(parseGroupId))];
      const request = { appId: caller.appId, actor: actorIn(caller, ids), groups: ids, ...beforeOf(page) };
      const { rows, paging } = pageOf(await groups.read('groups.applications', request), page, ({ id }) => id);
      return { data: rows.map((row) => ({ ...requestOf(row), applicant_id: row.userId })), ...paging };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/invitation_list',
    summary: 'Invitations to the caller, the newest first',
    query: Type.Object(pageQuery),
    data: listOutput(InvitationDto),
    handle: async ({ caller, query }) => {
      const page = readPage(query, REQUESTS_DEFAULT);
      const { appId, userId } = personOf(caller);
      const invitations = await groups.read('groups.invitations', { appId, user: userId, ...beforeOf(page) });
      const { rows, paging } = pageOf(invitations, page, ({ id }) => id);
      const data = rows.map((row) => ({
        ...requestOf(row),
        inviter_id: row.inviterId,
        invitee_id: row.userId,
        updated_at: isoTime(row.updatedAtMs),
      }));
      return { data, ...paging };
    },
  });
};

const MEMBER_LISTS = [
  { url: '/group/member_list', which: 'all', summary: 'The members of a group' },
  { url: '/group/admin_list', which: 'admins', summary: 'The admins of a group, without the owner' },
  { url: '/group/banned_list', which: 'banned', summary: 'The members who may not speak' },
] as const;

/** Rows after the cursor, and one more than the page. */
function afterOf({ cursor = 0, limit }: PageRequest): { readonly after: UserId; readonly limit: number } {
  return { after: parseUserId(cursor), limit: limit + 1 };
}

/** Rows before the cursor, and one more than the page. */
function beforeOf({ cursor = Number.MAX_SAFE_INTEGER, limit }: PageRequest) {
  return { before: parseGroupRecordId(cursor), limit: limit + 1 };
}

function requestOf({ groupId, reason, status, expiresAtMs }: GroupRequest) {
  return { group_id: groupId, reason, status, expired_time: expiresAtMs };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
