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
    asyncDeleteRoster,
    /** The stored list, or a fresh one. */
    asyncGetRosterIdList: async (isForced?: boolean): Promise<readonly number[] | undefined> =>
      isForced ? contacts.fetchRosterIds() : contacts.rosterIds,
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
    asyncGetUserProfile: async (isForced?: boolean): Promise<Row> => {
      const known = world.store.get<Row>('key_user_profile');
      if (known && !isForced) return known;
      const profile = await world.rest.call<Row>('/user/profile');
      world.store.set('key_user_profile', profile);
      return profile;
    },
    getRosterInfo: (id: number | string): Row => ({ user_id: Number(id), ...contacts.rosters?.[id] }),
    getAllRosterDetail: (): Readonly<Record<string, StoredValue | undefined>> | undefined => contacts.rosters,
    getRosterMessageByRid: operations.messages,
    getUnreadCount: operations.unreadCount,
    readRosterMessage: operations.read,
    recallMessage: operations.recall,
    deleteMessage: operations.remove,
    unreadMessage: operations.markUnread,
    appendMessageContent: operations.append,
    replaceMessage: operations.replace,
  };
}
