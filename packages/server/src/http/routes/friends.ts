import { parseMessageId, parseUserId } from '@warbler/protocol';
import type { Static } from 'typebox';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readOptionalInteger } from '../read-integer.ts';
import { booleanInput, idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

/** No source states limits for the texts; these bound the rows. */
const ALIAS_MAX = 256;
const REASON_MAX = 1024;
const EXT_MAX = 4096;

/** Deployed clients don't ask for a second page: the first one holds what one usually has. */
const APPLICATIONS_PAGE_MAX = 1000;

const BATCH_MAX = 100;

const UserQuery = Type.Object({ user_id: integerInput('The other user') });

const Wish = {
  user_id: integerInput('Who is asked'),
  alias: Type.Optional(Type.String({ maxLength: ALIAS_MAX, description: "The caller's name for them" })),
  reason: Type.Optional(Type.String({ maxLength: REASON_MAX })),
};

/** Becoming friends, ceasing to be, blocking, and what one notes about others. */
export const addFriendRoutes: AddRoutes = (http, { useCases }) => {
  const { roster } = useCases;
  const base = { auth: 'user', tag: Tag.roster } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/roster/apply',
    summary: 'Asks a user to be a friend',
    description: 'They are friends at once, wait for an answer, or are refused, as the settings of the user say.',
    body: Type.Object({
      ...Wish,
      auth_answer: Type.Optional(Type.String({ maxLength: REASON_MAX, description: 'To the question of the user' })),
    }),
    data: doneSchema,
    handle: async ({ caller: { appId, userId }, body }) => {
      const answer = body.auth_answer ?? '';
      await roster.change('roster.apply', { appId, actor: userId, ...wishOf(body), answer });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/roster/apply/batch',
    summary: 'Asks several users, each on its own',
    body: Type.Array(Type.Object(Wish), { maxItems: BATCH_MAX }),
    data: Type.Object({
      success: listOutput(Type.Integer()),
      fails: listOutput(Type.Object({ user_id: idOutput('Who was not asked'), reason: Type.String() })),
    }),
    handle: async ({ caller, body }) => {
      const { applied, failed } = await roster.applyToAll(caller, body.map(wishOf));
      return {
        data: { success: [...applied], fails: failed.map(({ userId, reason }) => ({ user_id: userId, reason })) },
      };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/roster/apply/list',
    summary: 'Who wants or wanted to be a friend of the caller, the newest first',
    query: Type.Object({
      cursor: Type.Optional(Type.String({ description: 'From the page before; empty for the first' })),
      limit: Type.Optional(integerInput(`1 to ${APPLICATIONS_PAGE_MAX}`)),
    }),
    data: listOutput(
      Type.Object({
        user_id: idOutput('The applicant'),
        reason: Type.String(),
        status: Type.Integer({ description: '0 waiting, 1 accepted, 2 declined' }),
        expired_time: Type.Integer({ description: 'Until when it can be answered' }),
      }),
    ),
    handle: async ({ caller, query: { cursor = '', limit } }) => {
      const { applications, nextBefore } = await roster.applications(caller, {
        ...(cursor === '' ? {} : { before: parseMessageId(cursor) }),
        limit:
          readOptionalInteger(limit, { name: 'limit', min: 1, max: APPLICATIONS_PAGE_MAX }) ?? APPLICATIONS_PAGE_MAX,
      });
      const data = applications.map(({ applicant, reason, status, expiresAtMs }) => ({
        user_id: applicant,
        reason,
        status,
        expired_time: expiresAtMs,
      }));
      return { data, ...(nextBefore === undefined ? {} : { cursor: String(nextBefore) }) };
    },
  });

  for (const { url, name, method, summary } of CHANGES) {
    defineRoute(http, useCases, {
      ...base,
      method,
      url,
      summary,
      query: UserQuery,
      data: doneSchema,
      handle: async ({ caller: { appId, userId }, query }) => {
        await roster.change(name, { appId, actor: userId, peer: parseUserId(query.user_id) });
        return done;
      },
    });
  }

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/roster/decline',
    summary: 'Declines the application of a user',
    body: Type.Object({
      user_id: integerInput('The applicant'),
      reason: Type.Optional(Type.String({ maxLength: REASON_MAX })),
    }),
    data: doneSchema,
    handle: async ({ caller: { appId, userId }, body }) => {
      const peer = parseUserId(body.user_id);
      await roster.change('roster.decline', { appId, actor: userId, peer, reason: body.reason ?? '' });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'PUT'],
    url: '/roster/ext',
    summary: "Changes the caller's notes about a friend; what is absent stays",
    body: Type.Object({
      user_id: integerInput('The friend'),
      alias: Type.Optional(Type.String({ maxLength: ALIAS_MAX })),
      ext: Type.Optional(Type.String({ maxLength: EXT_MAX })),
      mute_notification: Type.Optional(booleanInput('Whether their messages make no sound')),
    }),
    data: doneSchema,
    handle: async ({ caller: { appId, userId }, body }) => {
      const { alias, ext, mute_notification: mute } = body;
      await roster.change('roster.annotate', {
        appId,
        actor: userId,
        peer: parseUserId(body.user_id),
        ...(alias === undefined ? {} : { alias }),
        ...(ext === undefined ? {} : { ext }),
        ...(mute === undefined ? {} : { isMuted: mute === true || mute === 1 }),
      });
      return done;
    },
  });
};

/** Calls that name the other user in the query, and nothing else. */
const CHANGES = [
  {
    url: '/roster/accept',
    name: 'roster.accept',
    method: ['POST', 'PUT'],
    summary: 'Accepts the application of a user',
  },
  {
    url: '/roster/delete',
    name: 'roster.remove',
    method: ['POST', 'DELETE'],
    summary: 'Ends a friendship, for both',
  },
  {
    url: '/roster/block',
    name: 'roster.block',
    method: ['POST', 'PUT'],
    summary: 'Lets nothing of a user through',
  },
  {
    url: '/roster/unblock',
    name: 'roster.unblock',
    method: ['POST', 'DELETE'],
    summary: 'Lifts the block; friends are friends again',
  },
] as const;

const WishBody = Type.Object(Wish);

function wishOf({ user_id, alias = '', reason = '' }: Static<typeof WishBody>) {
  return { peer: parseUserId(user_id), alias, reason };
}
