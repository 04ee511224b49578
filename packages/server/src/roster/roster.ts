import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { type Account, type AccountChange, type Accounts, requireNotDeleted } from '../accounts/index.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Caches } from '../cache/index.ts';
import type { Clock } from '../clock.ts';
import type { Delivery } from '../messages/index.ts';
import type { Database, ProcedureCaller } from '../storage/index.ts';
import { type ApplyOutcome, applyToAll, type FriendWish } from './apply-to-all.ts';
import { introduce } from './introduce.ts';
import { listBlocked } from './list-blocked.ts';
import {
  type FriendPage,
  type FriendPageRequest,
  listFriends,
  listNamedFriends,
  type NamedFriend,
} from './list-friends.ts';
import { createMessageGate, type MessageProblem, type MessageRoute } from './may-message.ts';
import type { rosterProcedures } from './procedures.ts';
import type { RosterAction, RosterLimits } from './roster-action.ts';
import { type RosterInfo, readRosterInfos } from './roster-infos.ts';
import type { ApplicationPage, ApplicationPageInput } from './sql/applications.ts';
import type { RosterDeparture } from './sql/depart-rosters.ts';
import { tellProfileChange } from './tell-profile-change.ts';

type Procedures = typeof rosterProcedures;

/** What changes what two users are to each other, or what one notes about the other. */
type ChangeName = Exclude<keyof Procedures, 'roster.applications' | 'roster.add' | 'roster.depart'>;

/** A procedure's input without what this capability knows by itself. */
type Request<Name extends keyof Procedures> = Omit<Parameters<Procedures[Name]>[1], 'nowMs' | 'limits'>;

/** So many users one may ask about at once, however few friends one may have. */
const INFOS_LEAST = 10_000;

/** Who looks: a user within an app. */
interface Viewer {
  readonly appId: AppId;
  readonly userId: UserId;
}

/** Who is what to whom. */
export interface Roster {
  /** The ids of the viewer's friends in ascending order. */
  friends(viewer: Viewer, page: FriendPageRequest): Promise<FriendPage>;
  /** All of the viewer's friends with their user names, in ascending order of the ids. */
  namedFriends(viewer: Viewer): Promise<readonly NamedFriend[]>;
  /** Whom the viewer blocks, in ascending order. */
  blocked(viewer: Viewer): Promise<readonly UserId[]>;
  /** Who wants to be the viewer's friend, and wanted to, the newest first. */
  applications(viewer: Viewer, page: Pick<ApplicationPageInput, 'before' | 'limit'>): Promise<ApplicationPage>;
  /** What the viewer sees of these users; unknown ids give no row. @throws ImError `invalidParameter` for too many ids */
  infos(viewer: Viewer, ids: readonly UserId[]): Promise<readonly RosterInfo[]>;
  /** What the viewer sees of one user. @throws ImError `userNotFound`, `userDeleted` */
  infoById(viewer: Viewer, userId: UserId): Promise<RosterInfo>;
  /** The same by user name, in any case. @throws ImError `userNotFound`, `userDeleted` */
  infoByName(viewer: Viewer, username: string): Promise<RosterInfo>;
  /** The same by mobile number. @throws ImError `userNotFound`, `userDeleted` */
  infoByMobile(viewer: Viewer, mobile: string): Promise<RosterInfo>;
  /** Changes something between two users and tells them. @throws ImError as the procedure says; nothing is changed then */
  change<Name extends ChangeName>(name: Name, request: Request<Name>): Promise<void>;
  /** Applies to several users, each on its own. */
  applyToAll(applicant: Viewer, wishes: readonly FriendWish[]): Promise<ApplyOutcome>;
  /** Makes friends without asking anybody, and tells them. @throws ImError as the procedure says */
  addFriends(request: Request<'roster.add'>): Promise<void>;
  /** What keeps a message of one user from another, as the blocks and the app's settings are now; cached. */
  messageProblem(route: MessageRoute): Awaitable<MessageProblem | undefined>;
  /** The same as a claim, for users that may not exist. @throws ImError `userNotFound`, `userDeleted` */
  mayMessage(route: MessageRoute): Promise<boolean>;
  /** Tells the user's devices and friends who are online of a new profile. */
  profileChanged(user: Viewer, change: AccountChange): Promise<void>;
  /** Takes a deleted user out of all rosters, in steps; friends keep them as a former one. */
  depart(user: Viewer): Promise<void>;
  /** Makes friends of two users who have no relation yet, and tells nobody. */
  introduce(appId: AppId, one: UserId, other: UserId): Promise<void>;
}

/** What the roster needs. */
export interface RosterPorts {
  readonly database: Database;
  readonly storage: ProcedureCaller<Procedures>;
  readonly accounts: Pick<Accounts, 'find' | 'require' | 'findByName' | 'findByMobile'>;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly limits: RosterLimits;
  /** Whether users who are not friends may write to each other in an app. */
  readonly acceptsStrangers: (appId: AppId) => Awaitable<boolean>;
  /** Absent: caches of its own, for a node that is alone. */
  readonly caches?: Caches;
}

/** A few milliseconds of the storage thread. */
const DEPARTURES_AT_ONCE = 100;

/** Opens the roster capability. */
export function createRoster(ports: RosterPorts): Roster {
  const { database, storage, accounts, delivery, clock } = ports;
  const { friendsPerUser, blockedPerUser, friendApplications, friendApplicationMs } = ports.limits;
  const limits: RosterLimits = { friendsPerUser, blockedPerUser, friendApplications, friendApplicationMs };
  // Deployed clients ask for all their friends and themselves at once.
  const infosMax = Math.max(friendsPerUser, INFOS_LEAST) + 1;
  const gate = createMessageGate(ports);
  const infoOf = async (viewer: Viewer, account: Account | undefined) => {
    if (account === undefined) throw new ImError('userNotFound');
    // Banned users stay visible to their friends; deleted ones leave a tombstone.
    requireNotDeleted(account);
    const [info] = await readRosterInfos(database, viewer, [account.userId], 1);
    if (info === undefined) throw new ImError('userNotFound', { details: { userId: account.userId } });
    return info;
  };
  const change = async <Name extends ChangeName | 'roster.add'>(
    name: Name,
    request: Request<Name> & Pick<RosterAction, 'appId' | 'actor'>,
    peers: readonly UserId[],
  ) => {
    try {
      // The name decides the input; the compiler can't follow that through the generic call.
      const { news } = await storage.call(name, { ...request, nowMs: clock.now(), limits } as never);
      for (const told of news) delivery.deliver(told);
    } finally {
      // What failed without an answer may be written all the same.
      for (const peer of peers) gate.forget(request.appId, request.actor, peer);
    }
  };

  return {
    friends: (viewer, page) => listFriends(database, viewer, page),
    namedFriends: (viewer) => listNamedFriends(database, viewer),
    blocked: ({ appId, userId }) => listBlocked(database, appId, userId),
    applications: ({ appId, userId }, page) => storage.call('roster.applications', { appId, user: userId, ...page }),
    infos: (viewer, ids) => readRosterInfos(database, viewer, ids, infosMax),
    infoById: async (viewer, userId) => infoOf(viewer, await accounts.find(viewer.appId, userId)),
    infoByName: async (viewer, name) => infoOf(viewer, await accounts.findByName(viewer.appId, name)),
    infoByMobile: async (viewer, mobile) => infoOf(viewer, await accounts.findByMobile(viewer.appId, mobile)),
    change: (name, request) => change(name, request, [request.peer]),
    applyToAll: ({ appId, userId }, wishes) =>
      applyToAll(wishes, (wish) => change('roster.apply', { appId, actor: userId, ...wish, answer: '' }, [wish.peer])),
    addFriends: (request) => change('roster.add', request, request.peers),
    messageProblem: (route) => gate.problem(route),
    async mayMessage(route) {
      const { appId, sender, receiver } = route;
      for (const user of [sender, receiver]) await accounts.require(appId, user);
      return (await gate.problem(route)) === undefined;
    },
    profileChanged: (user, change) => tellProfileChange({ database, delivery, nowMs: clock.now() }, user, change),
    async depart({ appId, userId: user }) {
      let departed: RosterDeparture;
      do {
        departed = await storage.call('roster.depart', { appId, user, nowMs: clock.now(), limit: DEPARTURES_AT_ONCE });
        for (const told of departed.news) delivery.deliver(told);
        for (const peer of departed.peers) gate.forget(appId, user, peer);
      } while (departed.peers.length === DEPARTURES_AT_ONCE);
    },
    async introduce(appId, one, other) {
      await introduce(ports, { appId, one, other });
      gate.forget(appId, one, other);
    },
  };
}
