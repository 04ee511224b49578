import { Type } from 'typebox';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import type { AddRoutes } from './route-context.ts';

const BriefGroupInfoAndSettings = Type.Object({ group_id: idOutput('The group') });

/** Groups, as far as a deployed client needs them to log in. */
export const addGroupRoutes: AddRoutes = (http, { useCases }) => {
  defineRoute(http, useCases, {
    method: 'GET',
    url: '/group/user_joined',
    auth: 'user',
    tag: Tag.groups,
    summary: 'The ids of the groups that the caller is in',
    data: listOutput(Type.Integer()),
    handle: async ({ caller: { appId, userId } }) => ({ data: [...(await useCases.groups.joined(appId, userId))] }),
  });

  defineRoute(http, useCases, {
    method: 'POST',
    url: '/group/info/batch',
    auth: 'user',
    tag: Tag.groups,
    summary: 'Facts about the given groups',
    body: Type.Object({ group_list: Type.Array(integerInput('A group id')) }),
    data: listOutput(BriefGroupInfoAndSettings),
    // There are no groups yet, so no id has a row.
    handle: async () => ({ data: [] }),
  });
};
