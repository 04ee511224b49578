import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { type Account, AccountStatus, type Accounts } from '../accounts/index.ts';
import { createBoundedCache } from '../cache/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/index.ts';
import { introduce } from './introduce.ts';
import { listBlocked } from './list-blocked.ts';
import { type FriendPage, type FriendPageRequest, listFriends } from './list-friends.ts';
import { type RosterInfo, readRosterInfos } from './roster-infos.ts';

/** Most users block nobody, so an entry is small; this many serve the users online at once on one node. */
const BLOCK_LISTS_CACHED_MAX = 50_000;

/** Who looks: a user within an app. */
interface Viewer {
  readonly appId: AppId;
  readonly userId: UserId;
}

/** Who is what to whom. */
export interface Roster {
  /** The ids of the viewer's friends in ascending order. */
  friends(viewer: Viewer, page: FriendPageRequest): Promise<FriendPage>;
  /** What the viewer sees of these users; unknown ids give no row. @throws ImError `invalidParameter` past 10,000 ids */
  infos(viewer: Viewer, ids: readonly UserId[]): Promise<readonly RosterInfo[]>;
  /** What the viewer sees of one user. @throws ImError `userNotFound`, `userDeleted` */
  infoById(viewer: Viewer, userId: UserId): Promise<RosterInfo>;
  /** The same by user name, in any case. @throws ImError `userNotFound`, `userDeleted` */
  infoByName(viewer: Viewer, username: string): Promise<RosterInfo>;
  /** Whether a message of the sender may reach the receiver, who may have blocked them. Cached by receiver. */
  mayMessage(message: { readonly appId: AppId; readonly sender: UserId; readonly receiver: UserId }): Promise<boolean>;
  /** Makes friends of two users who have no relation yet. */
  introduce(appId: AppId, one: UserId, other: UserId): Promise<void>;
}

/** Opens the roster capability. */
export function createRoster(ports: {
  readonly database: Database;
  readonly accounts: Accounts;
  readonly clock: Clock;
}): Roster {
  const { database, accounts } = ports;
  const blockLists = createBoundedCache<ReadonlySet<UserId>>(BLOCK_LISTS_CACHED_MAX);
  const infoOf = async (viewer: Viewer, userId: UserId) => {
    const [info] = await readRosterInfos(database, viewer, [userId]);
    if (info === undefined) throw new ImError('userNotFound', { details: { userId } });
    return info;
  };

  return {
    friends: (viewer, page) => listFriends(database, viewer, page),
    infos: (viewer, ids) => readRosterInfos(database, viewer, ids),
    async infoById(viewer, userId) {
      requireNotDeleted(await accounts.find(viewer.appId, userId));
      return infoOf(viewer, userId);
    },
    async infoByName(viewer, username) {
      const account = await accounts.findByName(viewer.appId, username);
      if (account === undefined) throw new ImError('userNotFound');
      requireNotDeleted(account);
      return infoOf(viewer, account.userId);
    },
    async mayMessage({ appId, sender, receiver }) {
      const blocked = await blockLists.get(`${receiver} ${appId}`, () => listBlocked(database, appId, receiver));
      return !blocked.has(sender);
    },
    introduce: (appId, one, other) => introduce(ports, { appId, one, other }),
  };
}

/** Frozen and banned users stay visible to their friends; deleted ones leave a tombstone. */
function requireNotDeleted(account: Account): void {
  if (account.status === AccountStatus.deleted) throw new ImError('userDeleted');
}
