import type { SettingsChange } from '../../accounts/index.ts';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { queryOrBody } from '../query-or-body.ts';
import { readInteger, readOptionalInteger } from '../read-integer.ts';
import { booleanInput, booleanText, integerInput, isYes, optionalBody } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const AUTH_MODE_MAX = 3;
const HOUR_MAX = 23;

/** Calls that set one switch, from the query or from the body. */
const SWITCHES: readonly {
  readonly url: string;
  readonly summary: string;
  readonly change: (isOn: boolean) => SettingsChange;
}[] = [
  { url: '/user/push', summary: 'Turn pushes off or on', change: (isPushOff) => ({ isPushOff }) },
  {
    url: '/user/push/detail',
    summary: 'Hide what messages say in pushes, or show it',
    change: (isPushDetailHidden) => ({ isPushDetailHidden }),
  },
  { url: '/user/sounds', summary: 'Turn the sound off or on', change: (isSoundOff) => ({ isSoundOff }) },
  { url: '/user/vibratory', summary: 'Vibrate or not', change: (isVibrating) => ({ isVibrating }) },
];

const HourInQuery = Type.Optional(integerInput(`0 to ${HOUR_MAX}`));
const Hours = {
  no_push_start_hour: HourInQuery,
  no_push_end_hour: HourInQuery,
  silence_start_time: HourInQuery,
  silence_end_time: HourInQuery,
};

/** Single settings, each by a call of its own. All of them are in `/user/settings` too. */
export const addSwitchRoutes: AddRoutes = (http, { useCases }) => {
  const { accounts } = useCases;
  const set = { auth: 'user', tag: Tag.user, method: ['POST', 'PUT'] } as const;
  const EITHER = 'The parameters are taken from the query, else from the body.';

  for (const { url, summary, change } of SWITCHES) {
    defineRoute(http, useCases, {
      ...set,
      url,
      summary,
      description: EITHER,
      query: Type.Object({ value: Type.Optional(booleanText('true or false')) }),
      body: optionalBody({ value: Type.Optional(booleanInput('true or false')) }),
      data: doneSchema,
      handle: async ({ caller, query, body }) => {
        await accounts.updateSettings(caller, change(isYes(queryOrBody('value', query, body))));
        return done;
      },
    });
  }

  defineRoute(http, useCases, {
    ...set,
    url: '/user/download',
    summary: 'Download files unasked, or not',
    query: Type.Object({ value: booleanText('true or false') }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await accounts.updateSettings(caller, { isAutoDownload: isYes(query.value) });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/authmode',
    summary: 'Say who may add the caller as a friend',
    query: Type.Object({
      value: integerInput('0 anyone, 1 with consent, 2 who answers the question, 3 nobody'),
    }),
    data: doneSchema,
    handle: async ({ caller, query }) => {
      const authMode = readInteger(query.value, { name: 'value', min: 0, max: AUTH_MODE_MAX });
      await accounts.updateSettings(caller, { authMode });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/push/limit',
    summary: 'Set the hours without pushes',
    description: `From the first hour to the second, past midnight too; twice the same hour: none. ${EITHER}`,
    query: Type.Object(Hours),
    body: optionalBody(Hours),
    data: doneSchema,
    handle: async ({ caller, query, body }) => {
      const hour = (name: keyof typeof Hours) =>
        readOptionalInteger(query[name] ?? body?.[name], { name, min: 0, max: HOUR_MAX });
      queryOrBody('no_push_start_hour', query, body);
      queryOrBody('no_push_end_hour', query, body);
      await accounts.updateSettings(caller, {
        noPushStartHour: hour('no_push_start_hour'),
        noPushEndHour: hour('no_push_end_hour'),
        silenceStartHour: hour('silence_start_time'),
        silenceEndHour: hour('silence_end_time'),
      });
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...set,
    url: '/user/push/nickname',
    summary: 'Set the name that pushes call the caller by',
    description: EITHER,
    query: Type.Object({ value: Type.Optional(Type.String()) }),
    body: optionalBody({ value: Type.Optional(Type.String()) }),
    data: doneSchema,
    handle: async ({ caller, query, body }) => {
      await accounts.updateSettings(caller, { pushNickName: queryOrBody('value', query, body) });
      return done;
    },
  });
};
