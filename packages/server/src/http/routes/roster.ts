import { ImError, parseUserId } from '@warbler/protocol';
import type { Static } from 'typebox';
import { MOBILE_PATTERN } from '../../accounts/index.ts';
import type { RosterInfo } from '../../roster/index.ts';
import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

/** A page that is asked for holds no more; one that is not asked for holds every friend. */
const PAGE_MAX = 1000;

const RosterItemDto = Type.Object({
  user_id: idOutput('The user'),
  username: Type.String(),
  nick_name: Type.String(),
  avatar: Type.String(),
  description: Type.String(),
  public_info: Type.String(),
  alias: Type.String({ description: "The caller's name for them" }),
  ext: Type.String({ description: "The caller's text about them" }),
  relation: Type.Integer({ description: '0 friend, 1 deleted friend, 2 stranger, 3 blocked' }),
  mute_notification: Type.Boolean(),
  auth_mode: Type.Integer({ description: '0 anyone may add, 1 needs consent, 2 must answer a question, 3 refuse all' }),
  auth_question: Type.String(),
});

/** Who the caller's friends are, and what the caller sees of any user. */
export const addRosterRoutes: AddRoutes = (http, { useCases }) => {
  const { roster } = useCases;

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/roster/list',
    auth: 'user',
    tag: Tag.roster,
    summary: "The ids of the caller's friends",
    description: 'All of them, unless `limit` is given.',
    query: Type.Object({
      cursor: Type.Optional(Type.String({ description: 'From the page before; empty for the first' })),
      limit: Type.Optional(integerInput(`1 to ${PAGE_MAX}`)),
    }),
    data: listOutput(Type.Integer()),
    handle: async ({ caller, query }) => {
      const limit = readOptionalInteger(query.limit, { name: 'limit', min: 1, max: PAGE_MAX });
      const { friendIds, nextAfter } = await roster.friends(caller, {
        ...(query.cursor === undefined || query.cursor === '' ? {} : { after: parseUserId(query.cursor) }),
        ...(limit === undefined ? {} : { limit }),
      });
      return { data: [...friendIds], ...(nextAfter === undefined ? {} : { cursor: String(nextAfter) }) };
    },
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/roster/list',
    auth: 'user',
    tag: Tag.roster,
    summary: 'What the caller sees of the given users',
    description: 'Friends, strangers and the caller; unknown ids give no row.',
    body: Type.Object({ list: Type.Array(integerInput('A user id')) }),
    data: listOutput(RosterItemDto),
    handle: async ({ caller, body }) => {
      const infos = await roster.infos(caller, body.list.map(parseUserId));
      return { data: infos.map(toRosterItem) };
    },
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/roster/id',
    auth: 'user',
    tag: Tag.roster,
    summary: 'What the caller sees of one user',
    query: Type.Object({ user_id: integerInput('The user') }),
    data: RosterItemDto,
    handle: async ({ caller, query }) => ({
      data: toRosterItem(await roster.infoById(caller, parseUserId(query.user_id))),
    }),
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/roster/name',
    auth: 'user',
    tag: Tag.roster,
    summary: 'What the caller sees of the user with a name',
    query: Type.Object({ username: Type.String({ description: 'In any case' }) }),
    data: RosterItemDto,
    handle: async ({ caller, query }) => ({ data: toRosterItem(await roster.infoByName(caller, query.username)) }),
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/roster/mobile',
    auth: 'user',
    tag: Tag.roster,
    summary: 'What the caller sees of the user with a mobile number',
    query: Type.Object({ mobile: Type.String({ pattern: MOBILE_PATTERN, description: '+ and digits, or 11 digits' }) }),
    data: RosterItemDto,
    handle: async ({ caller, query }) => ({ data: toRosterItem(await roster.infoByMobile(caller, query.mobile)) }),
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/roster/blocked_list',
    auth: 'user',
    tag: Tag.roster,
    summary: 'The ids of the users whom the caller blocks',
    data: listOutput(Type.Integer()),
    handle: async ({ caller }) => ({ data: [...(await roster.blocked(caller))] }),
  });

  defineRoute(http, useCases, {
    method: 'GET',
    url: '/roster/may_message',
    auth: 'userOrAdmin',
    tag: Tag.roster,
    summary: 'Whether one user may write to another',
    description: 'Users ask about themselves, as the sender or the receiver; admin tokens about any two users.',
    query: Type.Object({ user_id: integerInput('The sender'), roster_id: integerInput('The receiver') }),
    data: Type.Boolean(),
    handle: async ({ caller, query }) => {
      const [sender, receiver] = [parseUserId(query.user_id), parseUserId(query.roster_id)];
      if (caller.role === 'user' && caller.userId !== sender && caller.userId !== receiver) {
        throw new ImError('noPermission', {
          message: 'whether others may write to each other is not for users to ask',
        });
      }
      return { data: await roster.mayMessage({ appId: caller.appId, sender, receiver }) };
    },
  });
};

function toRosterItem(info: RosterInfo): Static<typeof RosterItemDto> {
  return {
    user_id: info.userId,
    username: info.username,
    nick_name: info.nickName,
    avatar: info.avatar,
    description: info.description,
    public_info: info.publicInfo,
    alias: info.alias,
    ext: info.ext,
    relation: info.relation,
    mute_notification: info.isMuted,
    auth_mode: info.authMode,
    auth_question: info.authQuestion,
  };
}
