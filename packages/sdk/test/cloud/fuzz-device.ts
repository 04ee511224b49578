import { type ConversationId, type GroupId, ImError, type MessageId } from '@warbler/protocol';
import type { Fault, Random, TestUser } from '@warbler/test-kit';
import { expect, vi } from 'vitest';
import type { Client, Conversation, LocalMessageId, Message } from '../../src/index.ts';
import type { ShakyDevice } from './bad-network.ts';
import type { Ledger, Outcome, Saying } from './ledger.ts';

/** Clocks that are set. */
const stepsMs = [-86_400_000, -3_600_000, -5_000, 5_000, 3_600_000, 86_400_000] as const;

/** What a server may say to what was done, when others were first or the rights have changed. */
const fairRefusals = new Set([
  'adminRightNeeded',
  'groupMemberBanned',
  'invalidParameter',
  'memberRightNeeded',
  'messageNotFound',
  'noPermission',
  'notGroupMember',
  'ownerRightNeeded',
  'unauthorized',
  'userBanned',
]);

/** What no network may bring about. */
const brokenPromises = new Set(['internal', 'responseInvalid', 'storageUnavailable']);

/** What a run has in common. */
export interface FuzzWorld {
  readonly random: Random;
  readonly ledger: Ledger;
  /** The name of a conversation, the same for all who are in it. */
  nameOf(user: number, conversation: ConversationId): string;
  /** Something went wrong that must not. */
  wrong(what: string): void;
  cleared(user: number, conversation: ConversationId): void;
}

/** A device of a run: does random things with its client, writes down what must come of them, and is not spared. */
export class FuzzDevice {
  readonly user: TestUser;
  readonly name: string;
  readonly shaky: ShakyDevice;
  readonly #world: FuzzWorld;
  /** What the present client was told to do and has not answered. */
  readonly #underWay = new Map<(outcome: Outcome) => void, string>();
  /** Deleted on this device, each with the newest message that was there. */
  readonly #hidden = new Map<ConversationId, number>();
  readonly #localIds = new Map<Saying, LocalMessageId>();

  constructor(user: TestUser, name: string, shaky: ShakyDevice, world: FuzzWorld) {
    this.user = user;
    this.name = name;
    this.shaky = shaky;
    this.#world = world;
    this.#watch();
  }

  get client(): Client {
    return this.shaky.client;
  }

  /** What the client shows of a conversation, with the server's ids. */
  shown(conversation: ConversationId): readonly Shown[] {
    return this.client.messages(conversation).flatMap((message) => {
      return message.id === undefined ? [] : [{ ...message, id: message.id }];
    });
  }

  say(conversation: ConversationId): void {
    const { ledger, nameOf } = this.#world;
    const saying = ledger.say(nameOf(this.user.userId, conversation), this.name);
    const { localId } = this.client.send(conversation, { type: 'text', text: saying.text });
    this.#localIds.set(saying, localId);
    this.#followSaying(saying, localId);
  }

  read(conversation: ConversationId): void {
    void this.client.markRead(conversation);
  }

  /** Something to a message that is there. */
  operate(conversation: ConversationId): void {
    const { random } = this.#world;
    const shown = this.shown(conversation);
    if (shown.length === 0) return;
    const message = random.pick(shown.slice(-8));
    const saying = this.#sayingOf(message);
    if (!saying) return;
    const { client } = this;
    const dice = random.next();
    if (!message.isOwn && dice < 0.5) {
      this.#follow(client.markUnread(conversation, message.id), `${this.name} marks ${saying.tag}`, () => undefined);
    } else if (dice < 0.4) {
      this.#write(saying.recalls, client.recall(conversation, message.id), `${this.name} recalls ${saying.tag}`);
    } else if (dice < 0.6) {
      const deletions = saying.deletions.get(this.user.userId) ?? [];
      saying.deletions.set(this.user.userId, deletions);
      this.#write(deletions, client.deleteMessage(conversation, message.id), `${this.name} deletes ${saying.tag}`);
    } else if (saying.device === this.name) this.#edit(conversation, message, saying);
  }

  clear(conversation: ConversationId): void {
    const where = this.#world.random.pick(['here', 'everywhere'] as const);
    const listed = this.#listed(conversation);
    if (where === 'here' && listed) this.#hidden.set(conversation, listed.lastMessage?.id ?? 0);
    if (where === 'everywhere') this.#world.cleared(this.user.userId, conversation);
    this.#follow(this.client.deleteConversation(conversation, where), `${this.name} clears`, () => undefined);
  }

  /** Whether it was deleted on this device and nothing was said since: it is not listed, and counts nothing here. */
  isHidden(conversation: ConversationId, newest: number): boolean {
    return newest <= (this.#hidden.get(conversation) ?? -1) && !this.#listed(conversation);
  }

  /** Somebody is asked in or put out, made an admin or silenced, or the name changes; as it may be, or not. */
  changeGroup(group: GroupId, whom: TestUser): void {
    const { random } = this.#world;
    const { groups } = this.client;
    const ids = [whom.userId];
    const call = random.pick<() => Promise<unknown>>([
      () => groups.invite(group, ids),
      () => groups.invite(group, ids),
      () => groups.kick(group, ids),
      () => groups.leave(group),
      () => groups.setAdmins(group, ids, random.next() < 0.6),
      () => (random.next() < 0.4 ? groups.ban(group, ids, 1) : groups.unban(group, ids)),
      () => groups.update(group, { name: `group ${random.below(1_000)}` }),
      () => groups.setDisplayName(group, `name ${random.below(1_000)}`),
    ]);
    // Over a bad network nobody knows what became of it; what is shown in the end must be as it is.
    call().catch(() => undefined);
  }

  type(conversation: ConversationId): void {
    this.client.sendTyping(conversation);
  }

  spoilNetwork(): void {
    const { random } = this.#world;
    const { proxy } = this.shaky;
    const fault = random.pick<Fault>([
      { kind: 'none' },
      { kind: 'refuse' },
      { kind: 'swallow', direction: random.pick(['up', 'down', 'both'] as const) },
      { kind: 'delay', ms: random.below(100) },
      { kind: 'throttle', bytesPerSecond: 1_000 + random.below(20_000) },
      { kind: 'cut', direction: random.pick(['up', 'down'] as const), afterBytes: 1 + random.below(600) },
    ]);
    proxy.fault(fault);
    if (fault.kind === 'none' || fault.kind === 'refuse') proxy.breakAll();
  }

  stepClock(): void {
    this.shaky.clock.step(this.#world.random.pick(stepsMs));
  }

  /** The machine sleeps; its sockets die meanwhile. */
  sleep(): void {
    this.shaky.clock.sleep();
    this.shaky.proxy.fault({ kind: 'swallow', direction: 'both' });
  }

  healNetwork(): void {
    this.shaky.proxy.heal();
    this.shaky.clock.wake(this.#world.random.below(600_000));
    this.client.reconnectNow();
  }

  /** The program ends, as it should or not, and is started again. */
  async reload(): Promise<void> {
    const { device } = this.shaky;
    if (this.#world.random.next() < 0.6) device.kill();
    else await device.close();
    for (const [settle] of [...this.#underWay]) settle('interrupted');
    const interrupted = [...this.#localIds].filter(([{ outcome }]) => outcome === 'interrupted');
    const kept: (readonly [Saying, LocalMessageId])[] = [];
    for (const entry of interrupted) if (await device.holds(entry[0].text)) kept.push(entry);
    await device.reopen();
    this.#watch();
    for (const [saying, localId] of kept) {
      saying.outcome = 'under way';
      this.#followSaying(saying, localId);
    }
  }

  /** Good network, connected, nothing left to be answered. */
  async settled(): Promise<void> {
    this.healNetwork();
    await vi.waitFor(
      () => {
        expect(this.client.connection.state, this.name).toBe('online');
        expect([...this.#underWay.values()], this.name).toEqual([]);
      },
      { timeout: 30_000, interval: 50 },
    );
  }

  #listed(conversation: ConversationId): Conversation | undefined {
    return this.client.conversations().find(({ id }) => id === conversation);
  }

  #followSaying(saying: Saying, localId: LocalMessageId): void {
    const settled = this.client.whenSettled(localId).then(
      ({ failure }) => {
        if (failure) throw new ImError(failure.code, { message: failure.message });
      },
      (error: unknown) => {
        // After a reload: what is on the disk and not on its way has been sent.
        if (ImError.from(error).code !== 'messageNotFound') throw error;
      },
    );
    this.#follow(settled, `${this.name} says ${saying.tag}`, (outcome) => {
      saying.outcome = outcome;
    });
  }

  #edit(conversation: ConversationId, { id }: Shown, saying: Saying): void {
    const isAppended = this.#world.random.next() < 0.5;
    const text = isAppended ? ` +${saying.edits.length}` : `${saying.tag} edited ${saying.edits.length}`;
    const edit = { text, isAppended, outcome: 'under way' as Outcome };
    saying.edits.push(edit);
    const done = isAppended ? this.client.append(conversation, id, text) : this.client.edit(conversation, id, text);
    this.#follow(done, `${this.name} edits ${saying.tag}`, (outcome) => {
      edit.outcome = outcome;
    });
  }

  /** Writes down in a list how it comes out. */
  #write(outcomes: Outcome[], done: Promise<void>, what: string): void {
    const at = outcomes.push('under way') - 1;
    this.#follow(done, what, (outcome) => {
      outcomes[at] = outcome;
    });
  }

  #follow(done: Promise<unknown>, what: string, settle: (outcome: Outcome) => void): void {
    const settleOnce = (outcome: Outcome) => {
      if (this.#underWay.delete(settleOnce)) settle(outcome);
    };
    this.#underWay.set(settleOnce, what);
    done.then(
      () => settleOnce('done'),
      (error: unknown) => {
        const { code, message } = ImError.from(error);
        settleOnce(code === 'cancelled' ? 'interrupted' : 'refused');
        if (code !== 'cancelled' && !fairRefusals.has(code)) this.#world.wrong(`${what}: ${code} ${message}`);
      },
    );
  }

  /** What must hold at every moment. */
  #watch(): void {
    const { client } = this;
    client.on('signedOut', ({ reason }) => this.#world.wrong(`${this.name} is signed out: ${reason}`));
    client.on('problem', ({ error }) => {
      if (brokenPromises.has(error.code)) this.#world.wrong(`${this.name}: ${error.code} ${error.message}`);
    });
    client.on('messages', ({ conversationId }) => {
      const messages = client.messages(conversationId);
      const ids = messages.flatMap(({ id }) => id ?? []);
      const isOrdered = ids.every((id, at) => id > (ids[at - 1] ?? 0));
      if (!isOrdered) this.#world.wrong(`${this.name} shows ${conversationId} out of order: ${ids}`);
      if (new Set(messages.map(({ localId }) => localId)).size < messages.length) {
        this.#world.wrong(`${this.name} shows a message of ${conversationId} twice`);
      }
    });
  }

  #sayingOf({ content }: Message): Saying | undefined {
    return content.type === 'text' ? this.#world.ledger.of(content.text) : undefined;
  }
}

type Shown = Message & { readonly id: MessageId };
