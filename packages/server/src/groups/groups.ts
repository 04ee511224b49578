import type { AppId, ConversationId, GroupId, UserId } from '@warbler/protocol';
import type { App, LimitsOf } from '../apps/index.ts';
import type { Delivery, Sender } from '../messages/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import { type ChatroomLimits, createChatroomTraffic } from './chatroom-traffic.ts';
import { type GroupAction, type GroupLimits, GroupRole, pickLimits } from './group.ts';
import type { groupProcedures } from './procedures.ts';
import { readQrCode, writeQrCode } from './qr-code.ts';
import type { Departed } from './sql/depart-groups.ts';
import type { GroupChange } from './sql/group-change.ts';
import { MUTE_BLOCK, type UpdateMemberInput } from './sql/update-group.ts';

type Procedures = typeof groupProcedures;

/** What changes a group and is told. */
type ChangeName = {
  [Name in keyof Procedures]: ReturnType<Procedures[Name]> extends GroupChange ? Name : never;
}[keyof Procedures];

/** What only looks. */
type ReadName = Exclude<
  keyof Procedures,
  | ChangeName
  | 'groups.append'
  | 'groups.depart'
  | 'groups.maySpeak'
  | 'groups.roleIn'
  | 'groups.mayEditInfo'
  | 'groups.inviterOf'
>;

/** A procedure's input without what this capability knows by itself. */
type Request<Name extends keyof Procedures> = Omit<Parameters<Procedures[Name]>[1], 'nowMs' | 'limits'>;

/** A QR code, and how long it counts. */
export interface QrCodeText {
  readonly text: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Told when somebody begins or ends to get the stream of a group. */
export interface MembershipListener {
  /** The user is a member from now on. */
  joined(group: GroupId, user: UserId): void;
  /** The user is no member any more. */
  left(group: GroupId, user: UserId): void;
  /** The member receives no messages any more, or receives them again. */
  receptionChanged(group: GroupId, user: UserId, isBlocked: boolean): void;
}

/** The groups of this server. */
export interface Groups {
  /** The bounds in an app, for those who show them. */
  limitsOf(appId: AppId): Promise<GroupLimits>;
  /** The server's time in milliseconds, for moments that a request gives as a duration. */
  now(): number;
  /** Changes a group and tells whom it concerns. @throws ImError as the procedure says; nothing is changed then */
  change<Name extends ChangeName>(name: Name, request: Request<Name>): Promise<ReturnType<Procedures[Name]>>;
  /** Looks something up. @throws ImError as the procedure says */
  read<Name extends ReadName>(name: Name, request: Request<Name>): Promise<ReturnType<Procedures[Name]>>;
  /**
   * Makes a QR code that lets its holders in, by the right of whoever makes it.
   *
   * @throws ImError `groupNotFound`, `memberRightNeeded`, `adminRightNeeded` where plain members may not invite
   */
  makeQrCode(app: App, action: Request<'groups.inviterOf'>): Promise<QrCodeText>;
  /**
   * A user comes into a group with a code.
   *
   * @throws ImError `groupQrCodeInvalid`, also when its maker may not invite any more, `groupQrCodeExpired`,
   *   `groupNotFound`, and what keeps somebody out of a group
   */
  enterByQrCode(app: App, user: UserId, code: string): Promise<void>;
  /** Takes a deleted user out of all groups, in steps; theirs go to others. */
  depart(user: { readonly appId: AppId; readonly userId: UserId }): Promise<void>;
  /**
   * Whether somebody may speak in a group, and alert everyone there.
   *
   * @throws ImError `notGroupMember`, `groupMemberBanned`, `unauthorized`
   */
  checkMaySpeak(
    speaker: Pick<Sender, 'appId' | 'user'> & { readonly mentionsEveryone: boolean },
    group: GroupId,
  ): Promise<void>;
  /** @throws ImError `groupNotFound` for one that is not there, or is no more */
  require(appId: AppId, group: ConversationId): Promise<void>;
  /**
   * Whether somebody may change name, picture and description of a group.
   *
   * @returns who that is
   * @throws ImError `groupNotFound`, `memberRightNeeded`, `adminRightNeeded`
   */
  checkMayEdit(action: Request<'groups.mayEditInfo'>): Promise<UserId>;
  /** Whether somebody may recall what others said in a group. */
  mayModerate(who: Pick<Sender, 'appId' | 'user'>, group: GroupId): Promise<boolean>;
}

/** Some milliseconds of the storage thread: each group is looked through for who comes next. */
const DEPARTING_AT_ONCE = { limit: 20, messagesMax: 1000 } as const;

/** Opens the groups capability. */
export function createGroups({
  storage,
  delivery,
  membership,
  limitsOf,
  limits: chatroomLimits,
  now,
}: {
  readonly storage: ProcedureCaller<Procedures>;
  readonly delivery: Delivery;
  readonly membership: MembershipListener;
  readonly limitsOf: LimitsOf<keyof GroupLimits>;
  /** How those who come to chatrooms and go are told. */
  readonly limits: ChatroomLimits;
  readonly now: () => number;
}): Groups {
  const traffic = createChatroomTraffic({ delivery, limits: chatroomLimits, now });
  const call = async <Input extends { readonly appId: AppId }>(
    name: keyof Procedures,
    request: Input,
    // The name decides the input; the compiler can't follow that through the generic call.
    // biome-ignore lint/suspicious/noExplicitAny: see above; callers see the exact types
  ): Promise<any> => {
    // Only what groups need travels to the storage thread.
    const limits = pickLimits(await limitsOf(request.appId));
    return storage.call(name, { ...request, nowMs: now(), limits } as never);
  };

  const tell = (appId: AppId, group: GroupId | undefined, made: GroupChange) => {
    if (group !== undefined) tellListener(membership, group, made);
    for (const news of made.news) delivery.deliver(news);
    if (group !== undefined && made.toldInPassingBy !== undefined) {
      traffic.note({ appId, group, actor: made.toldInPassingBy, joined: made.joined, left: made.left });
    }
  };

  const change: Groups['change'] = async (name, request) => {
    const made: GroupChange & { readonly group?: { readonly groupId: GroupId } } = await call(name, request);
    const group = made.group?.groupId ?? (request as Partial<GroupAction>).group;
    if (name === 'groups.updateMember') noteReception(membership, request as UpdateMemberInput);
    tell((request as Pick<GroupAction, 'appId'>).appId, group, made);
    return made as never;
  };

  return {
    limitsOf: async (appId) => pickLimits(await limitsOf(appId)),
    now,
    change,
    read: (name, request) => call(name, request),
    async makeQrCode(app, action) {
      const inviter: UserId = await call('groups.inviterOf', action);
      const createdAtMs = now();
      const expiresAtMs = createdAtMs + (await limitsOf(app.appId)).groupQrCodeMs;
      const text = writeQrCode(app.tokenSecret, { group: action.group, inviter, expiresAtMs });
      return { text, createdAtMs, expiresAtMs };
    },
    async enterByQrCode(app, user, code) {
      const { group, inviter } = readQrCode(app.tokenSecret, code, now());
      await change('groups.enterByQrCode', { appId: app.appId, group, actor: user, inviter });
    },
    async depart({ appId, userId: user }) {
      let departed: Departed;
      do {
        departed = await call('groups.depart', { appId, user, ...DEPARTING_AT_ONCE });
        for (const { group, change: made } of departed.departures) tell(appId, group, made);
      } while (!departed.isDone);
    },
    checkMaySpeak: ({ appId, user, mentionsEveryone }, group) =>
      call('groups.maySpeak', { appId, group, actor: user, mentionsEveryone }),
    async require(appId, group) {
      await call('groups.view', { appId, group, actor: SYSTEM });
    },
    checkMayEdit: (action) => call('groups.mayEditInfo', action),
    async mayModerate({ appId, user }, group) {
      const role: GroupRole | undefined = await call('groups.roleIn', { appId, group, actor: user });
      return role !== undefined && role >= GroupRole.admin;
    },
  };
}

/** Nobody's id: who looks as the system sees what everyone sees. */
const SYSTEM = 0 as UserId;

function tellListener(membership: MembershipListener, group: GroupId, { joined, left }: GroupChange): void {
  for (const user of joined) membership.joined(group, user);
  for (const user of left) membership.left(group, user);
}

function noteReception(membership: MembershipListener, { field, value, group, actor }: UpdateMemberInput): void {
  if (field === 'mute_mode') membership.receptionChanged(group, actor, value === MUTE_BLOCK);
}
