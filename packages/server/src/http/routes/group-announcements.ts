import { parseGroupRecordId } from '@warbler/protocol';
import { announcementWire } from '../../groups/index.ts';
import { Type } from '../../type.ts';
import { defineRoute, done, doneSchema } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { idOutput, integerInput, listOutput } from '../wire-schemas.ts';
import { actionOf, GroupQuery, NAME_MAX, TEXT_MAX } from './group-wire.ts';
import type { AddRoutes } from './route-context.ts';

const AnnouncementDto = Type.Object({
  id: idOutput('The announcement'),
  group_id: idOutput('The group'),
  author: idOutput('Who announced it'),
  title: Type.String(),
  content: Type.String(),
  created_at: Type.Integer(),
});

const AnnouncementQuery = Type.Object({
  group_id: integerInput('The group'),
  announcement_id: integerInput('The announcement'),
});

/** What groups are told, for all to read later. */
export const addGroupAnnouncementRoutes: AddRoutes = (http, { useCases }) => {
  const { groups } = useCases;
  const base = { auth: 'group', tag: Tag.groups } as const;

  defineRoute(http, useCases, {
    ...base,
    method: 'POST',
    url: '/group/announcement/edit',
    summary: 'Announces something to a group',
    description:
      'Every call makes a new announcement. For admins, and for members where they may change the group: ' +
      'others are answered 20021.',
    body: Type.Object({
      group_id: integerInput('The group'),
      title: Type.String({ maxLength: NAME_MAX }),
      content: Type.String({ maxLength: TEXT_MAX }),
    }),
    data: AnnouncementDto,
    handle: async ({ caller, body: { group_id, title, content } }) => {
      const request = { ...actionOf(caller, group_id), title, content };
      return { data: announcementWire((await groups.change('groups.announce', request)).announcement) };
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: ['POST', 'DELETE'],
    url: '/group/announcement/delete',
    summary: 'Takes an announcement back: its author or an admin',
    query: AnnouncementQuery,
    data: doneSchema,
    handle: async ({ caller, query }) => {
      await groups.change('groups.deleteAnnouncement', oneOf(caller, query));
      return done;
    },
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/announcement',
    summary: 'One announcement',
    query: AnnouncementQuery,
    data: AnnouncementDto,
    handle: async ({ caller, query }) => ({
      data: announcementWire(await groups.read('groups.announcement', oneOf(caller, query))),
    }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/announcement/last',
    summary: 'The newest announcement of a group',
    query: GroupQuery,
    data: AnnouncementDto,
    handle: async ({ caller, query }) => ({
      data: announcementWire(await groups.read('groups.lastAnnouncement', actionOf(caller, query.group_id))),
    }),
  });

  defineRoute(http, useCases, {
    ...base,
    method: 'GET',
    url: '/group/announcement/list',
    summary: 'The announcements of a group, the oldest first',
    query: GroupQuery,
    data: listOutput(AnnouncementDto),
    handle: async ({ caller, query }) => {
      const announcements = await groups.read('groups.announcements', actionOf(caller, query.group_id));
      return { data: announcements.map(announcementWire) };
    },
  });
};

function oneOf(
  caller: Parameters<typeof actionOf>[0],
  query: { readonly group_id: number | string; readonly announcement_id: number | string },
) {
  return { ...actionOf(caller, query.group_id), id: parseGroupRecordId(query.announcement_id) };
}
