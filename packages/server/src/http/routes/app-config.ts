import { Type } from '../../type.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { integerInput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const AppConfig = Type.Object({
  hide_member_info: Type.Boolean({ description: 'Hide details of group members, where the group says so too' }),
  message_forward_max_user_num: Type.Integer({ description: 'Receivers of one forward' }),
  message_forward_max_message_num: Type.Integer({ description: 'Messages in one forward' }),
});

/** What an app's clients should do. */
export const addAppConfigRoutes: AddRoutes = (http, { useCases }) => {
  defineRoute(http, useCases, {
    method: 'GET',
    url: '/app/config',
    auth: 'app',
    tag: Tag.start,
    summary: 'Settings of the app for its clients',
    query: Type.Object({ platform: integerInput('1 ios, 2 android, 3 windows, 4 mac, 5 linux, 6 web') }),
    data: AppConfig,
    handle: async ({ caller: { app } }) => ({
      data: {
        hide_member_info: app.settings.hidesMemberInfo,
        message_forward_max_user_num: app.settings.forwardUsersMax,
        message_forward_max_message_num: app.settings.forwardMessagesMax,
      },
    }),
  });
};
