import type { ConsoleSession } from '../../console/index.ts';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const username = Type.String({ description: 'Letters count alike in both cases' });

const ConsoleTokenDto = Type.Object({
  username: Type.String(),
  token: Type.String({ description: 'The access-token of the console; opaque' }),
  expire: Type.Integer({ description: 'When the token ends, milliseconds since 1970' }),
});

const ConsoleAdminDto = Type.Object({
  username: Type.String(),
  created_at: Type.Integer({ description: 'Milliseconds since 1970' }),
});

/** Who may open the console, and how they log in. */
export const addConsoleRoutes: AddRoutes = (http, { useCases }) => {
  const { consoleAdmins } = useCases;
  const base = { auth: 'console', tag: Tag.console } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/admin/login',
    auth: 'none',
    summary: 'Log in to the console',
    description: 'Answers 11001 for a wrong name or password, 10028 after too many of them.',
    body: Type.Object({ username, password: Type.String() }),
    data: ConsoleTokenDto,
    handle: async ({ body, request }) => ({ data: toDto(await consoleAdmins.logIn(body, request.ip)) }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/admin/refresh',
    summary: 'A new token in the place of one that still counts',
    description: 'Answers 402 once the password was typed too long ago: log in again.',
    data: ConsoleTokenDto,
    handle: async ({ caller }) => ({ data: toDto(await consoleAdmins.refresh(caller)) }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/admin/logout-all',
    summary: "End all of the caller's console tokens, this one too",
    data: doneSchema,
    handle: async ({ caller }) => {
      await consoleAdmins.logOutEverywhere(caller.username);
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/admin/password',
    summary: "Change the caller's password",
    description: 'Every token from before stops working at once; go on with the one that is answered.',
    body: Type.Object({ old_password: Type.String(), new_password: Type.String() }),
    data: ConsoleTokenDto,
    handle: async ({ caller, body }) => {
      const change = { oldPassword: body.old_password, newPassword: body.new_password };
      return { data: toDto(await consoleAdmins.changePassword(caller.username, change)) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/admin/admins',
    summary: 'The administrators of the console',
    data: listOutput(ConsoleAdminDto),
    handle: async () => ({
      data: (await consoleAdmins.list()).map((admin) => ({ username: admin.username, created_at: admin.createdAtMs })),
    }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/admin/admins',
    summary: 'Add an administrator of the console',
    body: Type.Object({ username, password: Type.String() }),
    data: ConsoleAdminDto,
    handle: async ({ caller, body }) => {
      const admin = await consoleAdmins.add(body, caller);
      return { data: { username: admin.username, created_at: admin.createdAtMs } };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'DELETE',
    url: '/admin/admins/:username',
    summary: 'Remove an administrator of the console, whose tokens stop working; never the last one',
    params: Type.Object({ username }),
    data: doneSchema,
    handle: async ({ caller, params }) => {
      await consoleAdmins.remove(params.username, caller);
      return done;
    },
  });
};

function toDto({ username, token, expiresAtMs }: ConsoleSession) {
  return { username, token, expire: expiresAtMs };
}
