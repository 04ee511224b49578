import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { readInteger } from '../read-integer.ts';
import { integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

/** The wire's int32. */
const BADGE_MAX = 2 ** 31 - 1;

const TagList = Type.Object({ tags: Type.Array(Type.String()) });

/** How those who send pushes find the caller: an alias, tags, and the number on the icon that they count on from. */
export const addPushAddressRoutes: AddRoutes = (http, { useCases }) => {
  const { accounts, push } = useCases;
  const base = { auth: 'user', tag: Tag.user } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/user/push/alias',
    summary: 'Give the caller an alias for pushes',
    description: 'In the place of the one before; no two users of the app have the same. Empty: none any more.',
    body: Type.Object({
      alias: Type.String(),
      push_token: Type.Optional(
        Type.String({ description: "One of the caller's, when the alias is for that one only" }),
      ),
    }),
    data: doneSchema,
    handle: async ({ caller, body: { alias, push_token: pushToken } }) => {
      await push.setAlias(caller, { alias, ...(pushToken === undefined ? {} : { pushToken }) });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/user/push/badge',
    summary: 'Say which number the icon of the app shows',
    body: Type.Object({ badge: integerInput('The number') }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const pushBadge = readInteger(body.badge, { name: 'badge', min: 0, max: BADGE_MAX });
      await accounts.updateSettings(caller, { pushBadge });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/user/push/tag',
    summary: "The caller's tags for pushes",
    data: listOutput(Type.String()),
    handle: async ({ caller }) => ({ data: [...(await push.tags(caller))] }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/user/push/tag',
    summary: 'Give the caller tags for pushes',
    description: 'All of them or none.',
    body: TagList,
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await push.addTags(caller, body.tags);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'DELETE',
    url: '/user/push/tag',
    summary: 'Take tags for pushes from the caller',
    body: TagList,
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await push.removeTags(caller, body.tags);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'DELETE',
    url: '/user/push/tag/all',
    summary: 'Take all tags for pushes from the caller',
    data: doneSchema,
    handle: async ({ caller }) => {
      await push.clearTags(caller);
      return done;
    },
  });
};
