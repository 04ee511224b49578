import { BodyType, OperationType, StatusCode } from '@warbler/protocol';
import {
  type DeployedClient,
  type FuzzCloud,
  type FuzzRun,
  historyOf,
  type Random,
  randomFrom,
  type TestUser,
} from '@warbler/test-kit';
import { expect } from 'vitest';
import { expectOk, FuzzDevices } from './fuzz-devices.ts';
import { operateAtRandom } from './fuzz-operations.ts';
import { ADMIN, type GroupMessage, GroupModel, MEMBER, OWNER } from './group-model.ts';
import { shownBy } from './verify-sync.ts';

const NAMES = ['ann', 'ben', 'cat', 'dan', 'eve'];
const FIRST_MEMBERS = 3;
const BLOCKS_MESSAGES = 2;
const FOR_EVER = -1;

/** Five people, of whom some are in a group, come, go, are kicked, silenced and promoted, and say things there. */
export class GroupRun implements FuzzRun {
  readonly #cloud: FuzzCloud;
  readonly #random: Random;
  readonly #tokens: ReadonlyMap<number, string>;
  readonly #group: number;
  readonly #devices: FuzzDevices;
  readonly #model = new GroupModel();
  #count = 0;

  private constructor(
    cloud: FuzzCloud,
    random: Random,
    tokens: ReadonlyMap<number, string>,
    group: number,
    devices: FuzzDevices,
  ) {
    this.#cloud = cloud;
    this.#random = random;
    this.#tokens = tokens;
    this.#group = group;
    this.#devices = devices;
    for (const [index, user] of [...tokens.keys()].slice(0, FIRST_MEMBERS).entries()) {
      this.#model.join(user, index === 0 ? OWNER : MEMBER);
    }
  }

  static async start(cloud: FuzzCloud, seed: number): Promise<GroupRun> {
    const random = randomFrom(seed);
    const users = await cloud.registerAll(NAMES, seed);
    const { rest } = cloud.cloud;
    const logIn = async (user: TestUser) => [user.userId as number, await rest.logIn(user)] as const;
    const tokens = new Map(await Promise.all(users.map(logIn)));
    const [[owner, token], ...others] = [...tokens] as [[number, string], ...[number, string][]];
    const members = others.slice(0, FIRST_MEMBERS - 1).map(([user]) => user);
    const made = await rest.post<{ group_id: number }>(
      '/group/create',
      { name: String(owner), user_list: members },
      token,
    );
    await rest.post('/group/settings/enable_read_ack', { group_id: made.group_id, value: true }, token);
    const devices = await FuzzDevices.logIn(cloud, random, users, [made.group_id, 0]);
    return new GroupRun(cloud, random, tokens, made.group_id, devices);
  }

  async step(): Promise<void> {
    const random = this.#random;
    const device = random.pick(this.#devices.all);
    const dice = random.next();
    if (dice < 0.35) this.#send(device);
    else if (dice < 0.45) this.#readOne(device);
    else if (dice < 0.52) this.#readAll(device);
    else if (dice < 0.64) await this.#operate(device);
    else if (dice < 0.76) await this.#changeGroup(device.options.userId);
    else if (dice < 0.8) device.disconnect();
    else if (dice < 0.91) await this.#devices.online(device);
    else if (dice < 0.92) await this.#cloud.anyNode(random).restart();
    else if (dice < 0.93) this.#cloud.stepClock(random);
    else await this.#devices.pause(device);
  }

  finish(): Promise<void> {
    return this.#devices.finish();
  }

  async check(): Promise<void> {
    for (const device of this.#devices.all) await this.#checkDevice(device);
    for (const user of this.#model.members) {
      for (const message of this.#model.messagesOf(user)) await this.#checkReceipts(user, message);
    }
  }

  leave(): void {
    this.#devices.leave();
  }

  async #checkDevice(device: DeployedClient): Promise<void> {
    const me = device.options.userId;
    const { unread } = await device.unread();
    if (!this.#model.has(me)) {
      expect(unread.has(this.#group), `the group is not listed for ${me}, who is not in it`).toBe(false);
      const { status } = await device.history(this.#group, 0, 50);
      expect(status?.code, `history for ${me}, who is not in it`).toBe(StatusCode.UNAUTHORIZED);
      return;
    }
    expect(unread.get(this.#group) ?? 0, `unread of ${me}`).toBe(this.#model.unread(me));
    const stream = this.#model.streamOf(me).filter(({ from, fromSn }) => from !== me || fromSn !== device.deviceSn);
    const since = this.#model.joinedAfter(me);
    const shown = shownBy(device, this.#group).filter(({ mid }) => mid > since);
    expect(
      shown.map(({ mid, content }) => `${mid} ${content}`),
      `stream of ${me}`,
    ).toEqual(stream.map(lineOf));
    const received = [...(device.received.get(this.#group)?.values() ?? [])];
    const arrived = received.filter(({ from }) => from !== undefined).map(({ id }) => id);
    expect(arrived, `order of arrival at ${me}`).toEqual([...arrived].sort((one, other) => one - other));
    const history = await historyOf(device, this.#group);
    expect(history.map(lineOf), `history of ${me}`).toEqual(this.#model.historyOf(me).map(lineOf));
  }

  async #checkReceipts(user: number, message: GroupMessage): Promise<void> {
    const list = async (type: string) => {
      const query = `conversation_id=${this.#group}&msg_id=${message.mid}&type=${type}&limit=1000`;
      return this.#rest<{ user_ids: readonly number[] }>('GET', `/message/receipts?${query}`, user);
    };
    const [read, unread] = [await list('read'), await list('unread')];
    const shown = { read: read.data.user_ids, unread: unread.data.user_ids };
    expect(shown, `readers of ${message.mid}`).toEqual(this.#model.readersOf(message));
  }

  #rest<Data>(method: string, path: string, as: number, body?: object) {
    return this.#cloud.anyNode(this.#random).rest.call<Data>(method, path, body, this.#tokens.get(as));
  }

  #send(device: DeployedClient): void {
    const clientMid = device.nextClientMid();
    const from = device.options.userId;
    this.#count += 1;
    const text = `message ${this.#count}`;
    const isAllowed = this.#model.maySpeak(from);
    const refusal = this.#model.has(from) ? StatusCode.USER_BANNED : StatusCode.UNAUTHORIZED;
    this.#devices.insist(device, async () => {
      const { status, serverMid } = await device.sendText(this.#group, text, { clientMid, type: BodyType.GROUPCHAT });
      expect(status?.code, `send of ${from}: ${status?.reason}`).toBe(isAllowed ? StatusCode.OK : refusal);
      if (isAllowed) this.#model.sent({ mid: serverMid, from, fromSn: device.deviceSn, text });
    });
  }

  #readOne(device: DeployedClient): void {
    const me = device.options.userId;
    const others = this.#othersAt(device);
    if (others.length === 0) return;
    const { mid, from } = this.#random.pick(others);
    this.#model.readOne(me, mid);
    this.#devices.insist(device, async () => expectOk(await device.sendReceipt(from, OperationType.READ_ACK, mid)));
  }

  #readAll(device: DeployedClient): void {
    const me = device.options.userId;
    const others = this.#othersAt(device);
    if (others.length === 0) return;
    const { mid } = this.#random.pick(others);
    this.#model.readAll(me, mid);
    this.#devices.insist(device, async () => expectOk(await device.readAll(this.#group, mid)));
  }

  /** What others said and a device shows. */
  #othersAt(device: DeployedClient): readonly GroupMessage[] {
    const me = device.options.userId;
    if (!this.#model.has(me)) return [];
    return this.#model
      .streamOf(me)
      .filter(({ mid, from }) => from !== me && device.received.get(this.#group)?.has(mid) === true);
  }

  /** Operations do not commute with what is under way, so they wait for it. */
  async #operate(device: DeployedClient): Promise<void> {
    await this.#devices.settled();
    await this.#devices.online(device);
    const me = device.options.userId;
    if (!this.#model.has(me)) return;
    const seen = this.#model.streamOf(me);
    const own = this.#model.messagesOf(me);
    const isAdmin = (this.#model.roleOf(me) ?? MEMBER) >= ADMIN;
    await operateAtRandom(device, this.#random, {
      id: this.#group,
      model: this.#model,
      seen,
      recallable: isAdmin ? seen : own,
      editable: this.#model.maySpeak(me) ? own : [],
      isClearable: true,
      newText: () => this.#newEdit(),
    });
  }

  #newEdit(): string {
    this.#count += 1;
    return ` edit ${this.#count}`;
  }

  /** Changes of the group do not commute with anything either. */
  async #changeGroup(actor: number): Promise<void> {
    await this.#devices.settled();
    const random = this.#random;
    const target = random.pick([...this.#tokens.keys()].filter((user) => user !== actor));
    const change = random.pick([
      this.#invite,
      this.#kick,
      this.#leave,
      this.#promote,
      this.#ban,
      this.#block,
      this.#set,
    ]);
    await change.call(this, actor, target);
  }

  async #invite(actor: number, target: number): Promise<void> {
    const isAllowed = this.#model.has(actor) && this.#model.mayJoin(target);
    expect(await this.#didWork(actor, 'invite', { user_list: [target] })).toBe(isAllowed);
    if (isAllowed) this.#model.join(target);
  }

  async #kick(actor: number, target: number): Promise<void> {
    const isAllowed = this.#isOver(actor, target);
    expect(await this.#didWork(actor, 'kick', { user_list: [target] })).toBe(isAllowed);
    if (isAllowed) this.#model.kick(target);
  }

  async #leave(actor: number): Promise<void> {
    const isAllowed = this.#model.has(actor) && this.#model.roleOf(actor) !== OWNER;
    const { code } = await this.#rest('POST', `/group/leave?group_id=${this.#group}`, actor, {});
    expect(code === 200).toBe(isAllowed);
    if (isAllowed) this.#model.leave(actor);
  }

  /** An owner makes admins, takes that back, or hands the group over. */
  async #promote(actor: number, target: number): Promise<void> {
    const isOwner = this.#model.roleOf(actor) === OWNER;
    const role = this.#model.roleOf(target);
    if (this.#random.next() < 0.3) {
      const isAllowed = isOwner && role !== undefined;
      const { code } = await this.#rest('POST', '/group/transfer', actor, { group_id: this.#group, new_owner: target });
      expect(code === 200).toBe(isAllowed);
      if (!isAllowed) return;
      this.#model.setRole(actor, MEMBER);
      this.#model.setRole(target, OWNER);
      return;
    }
    const isGrant = role !== ADMIN;
    const isAllowed = isOwner && role !== undefined;
    const path = isGrant ? 'admin/add' : 'admin/remove';
    expect(await this.#didWork(actor, path, { user_list: [target] })).toBe(isAllowed);
    if (isAllowed) this.#model.setRole(target, isGrant ? ADMIN : MEMBER);
  }

  /** One member is silenced for ever or may speak again, or everyone. */
  async #ban(actor: number, target: number): Promise<void> {
    const isBanned = this.#random.next() < 0.5;
    if (this.#random.next() < 0.3) {
      const isAllowed = (this.#model.roleOf(actor) ?? MEMBER) >= ADMIN;
      const path = isBanned ? 'settings/ban_all' : 'settings/unban_all';
      const body = { group_id: this.#group, duration: FOR_EVER };
      expect((await this.#rest('POST', `/group/${path}`, actor, body)).code === 200).toBe(isAllowed);
      if (isAllowed) this.#model.isEveryoneBanned = isBanned;
      return;
    }
    const isAllowed = this.#isOver(actor, target);
    const body = { user_list: [target], duration: FOR_EVER };
    expect(await this.#didWork(actor, isBanned ? 'ban' : 'unban', body)).toBe(isAllowed);
    if (isAllowed) this.#model.setBanned(target, isBanned);
  }

  /** A member receives no messages any more, or again. What the devices have not got by then they do not get. */
  async #block(actor: number): Promise<void> {
    if (!this.#model.has(actor)) return;
    for (const device of this.#devices.all) {
      if (device.options.userId === actor) await this.#devices.catchUp(device);
    }
    const isBlocking = !this.#model.isBlocking(actor);
    const body = { group_id: this.#group, msg_mute_mode: isBlocking ? BLOCKS_MESSAGES : 0 };
    expect((await this.#rest('POST', '/group/msg/mute_mode', actor, body)).code).toBe(200);
    this.#model.setBlocking(actor, isBlocking);
  }

  async #set(actor: number): Promise<void> {
    const isAllowed = (this.#model.roleOf(actor) ?? MEMBER) >= ADMIN;
    const isOpen = this.#random.next() < 0.5;
    const body = { group_id: this.#group, value: isOpen };
    expect((await this.#rest('POST', '/group/settings/history_visible', actor, body)).code === 200).toBe(isAllowed);
    if (isAllowed) this.#model.isHistoryOpen = isOpen;
  }

  /** An admin or owner, and somebody with a lower role. */
  #isOver(actor: number, target: number): boolean {
    const [role, other] = [this.#model.roleOf(actor), this.#model.roleOf(target)];
    return role !== undefined && other !== undefined && role >= ADMIN && other < role;
  }

  /** A call about one member: whether the call and its one row say that it worked. */
  async #didWork(actor: number, path: string, body: object): Promise<boolean> {
    const request = { group_id: this.#group, ...body };
    const answer = await this.#rest<readonly { readonly result: string }[]>('POST', `/group/${path}`, actor, request);
    return answer.code === 200 && answer.data[0]?.result === 'success';
  }
}

function lineOf({ mid, text }: { readonly mid: number; readonly text: string }): string {
  return `${mid} ${text}`;
}
