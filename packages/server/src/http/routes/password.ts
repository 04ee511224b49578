import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import type { AddRoutes } from './route-context.ts';

/** The caller's password. */
export const addPasswordRoutes: AddRoutes = (http, { useCases }) => {
  defineRoute(http, useCases, {
    method: 'POST',
    url: '/user/change_password',
    auth: 'user',
    tag: Tag.user,
    summary: 'Change the password',
    description: 'Every other token of the user stops working at once; the one of this call goes on.',
    body: Type.Object({ old_password: Type.String(), new_password: Type.String() }),
    data: doneSchema,
    handle: async ({ caller, body }) => {
      await useCases.accounts.changePassword(caller, {
        oldPassword: body.old_password,
        newPassword: body.new_password,
        ...(caller.tokenId === undefined ? {} : { keepTokenId: caller.tokenId }),
      });
      return done;
    },
  });
};
