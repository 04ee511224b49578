import { ImError } from '@warbler/protocol';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { optionalBody } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

/** The end of an account. */
export const addDeleteUserRoutes: AddRoutes = (http, { useCases }) => {
  defineRoute(http, useCases, {
    method: ['POST', 'DELETE'],
    url: '/user/delete',
    auth: 'user',
    tag: Tag.user,
    summary: 'Delete the user for good',
    description: `Sessions and tokens end, the name is free again, and everything that is the user's own is erased. What was \
said to others stays with them. Groups of the user go to the longest-standing admin or member. The password is needed with \
a user's own token.`,
    body: optionalBody({ password: Type.Optional(Type.String()) }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      const isOwner = caller.tokenId !== undefined;
      if (isOwner && body?.password === undefined) {
        throw new ImError('invalidParameter', {
          message: 'invalid request parameter: password is required in the body',
        });
      }
      await useCases.accounts.delete(caller, isOwner ? body?.password : undefined);
      return done;
    },
  });
};
