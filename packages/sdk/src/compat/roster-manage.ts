import type { StoredValue } from '../storage/storage.ts';
import { Contacts } from './contacts.ts';
import { type CallParams, callsOf, type FlooCall } from './floo-rest.ts';
import { operationsOf } from './operations.ts';
import type { Row, World } from './world.ts';

/** `im.rosterManage`: friends, and what is said with one person (sdk-web.md §4). */
export function rosterManage(world: World) {
  const contacts = new Contacts(world);
  const operations = operationsOf(world);
  const calls = callsOf(world.rest, {
    asyncRegester: 'B /user/register/v2 username password',
    asyncGetApplyList: 'G /roster/apply/list',
    asyncGetBlockedlist: 'G /roster/blocked_list',
    asyncBlockeAdd: 'Q /roster/block user_id',
    asyncBlockeRemove: 'Q /roster/unblock user_id',
    asyncApply: 'B /roster/apply user_id',
    asyncAccept: 'Q /roster/accept user_id',
    asyncDecline: 'B /roster/decline user_id',
    asyncUpdateRosterExt: 'B /roster/ext user_id ext',
    asyncUpdateRosterAlias: 'B /roster/ext user_id alias',
    asyncSearchRosterByName: 'G /roster/name username',
    asyncSearchRosterById: 'G /roster/id user_id',
  });
  const remove = world.rest.callOf('Q /roster/delete user_id');
  const asyncDeleteRoster: FlooCall = async <Answer>(params: CallParams = {}) => {
    const answer = await remove<Answer>(params);
    const id = Number(params.user_id);
    contacts.setRosterIds((contacts.rosterIds ?? []).filter((one) => one !== id));
    return answer;
  };
  return {
    ...calls,
    /** Ends a friendship. */
    asyncDeleteRoster,
    /** The stored list, or a fresh one. */
    asyncGetRosterIdList: async (isForced?: boolean): Promise<readonly number[] | undefined> =>
      isForced ? contacts.fetchRosterIds() : contacts.rosterIds,
    /** What is known of a user, or asked for when nothing is; always asked for when forced. */
    asyncGetRosterInfo: async (id: number | string, isForced?: boolean): Promise<Row> => {
      const known = contacts.rosters?.[id];
      if (!isForced && known?.username !== undefined) return known;
      const [row = {}] = await contacts.fetchRosters([Number(id)]);
      return row;
    },
    /** Those that are not known yet; undefined when all are. */
    asnycGetRosterListDetailByIds: async (
      ids: readonly (number | string)[] = [],
    ): Promise<readonly Row[] | object | undefined> => {
      if (ids.length === 0) return {};
      const unknown = ids.map(Number).filter((id) => contacts.rosters?.[id]?.username === undefined);
      return unknown.length === 0 ? undefined : contacts.fetchRosters(unknown);
    },
    /** The own profile as it is stored, or fresh when forced. */
    asyncGetUserProfile: async (isForced?: boolean): Promise<Row> => {
      const known = world.store.get<Row>('key_user_profile');
      if (known && !isForced) return known;
      const profile = await world.rest.call<Row>('/user/profile');
      world.store.set('key_user_profile', profile);
      return profile;
    },
    /** What is stored of a user; at least `user_id`. */
    getRosterInfo: (id: number | string): Row => ({ user_id: Number(id), ...contacts.rosters?.[id] }),
    /** All users that are stored, by id; undefined before the first came. */
    getAllRosterDetail: (): Readonly<Record<string, StoredValue | undefined>> | undefined => contacts.rosters,
    /** The loaded messages with a user, oldest first. */
    getRosterMessageByRid: operations.messages,
    /** How many messages of a conversation are unread, as the server counts. */
    getUnreadCount: operations.unreadCount,
    /** Marks one message of a user as read, or all of them; its sender is told. */
    readRosterMessage: operations.read,
    /** Takes a message back, for everyone; `onMessageRecalled` follows. */
    recallMessage: operations.recall,
    /** Deletes a message for this user only; `onMessageDeleted` follows. */
    deleteMessage: operations.remove,
    /** A message counts as unread again, on all devices. */
    unreadMessage: operations.markUnread,
    /** Adds a text to the end of an own message. */
    appendMessageContent: operations.append,
    /** Makes an own message say something else. */
    replaceMessage: operations.replace,
  };
}
