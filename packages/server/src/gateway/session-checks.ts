import { ImError, UserNoticeType } from '@warbler/protocol';
import type { Accounts, SessionProblem } from '../accounts/index.ts';
import { type Apps, requireServing } from '../apps/index.ts';
import type { ConversationStore } from '../conversations/index.ts';
import type { Devices } from '../devices/index.ts';
import { refusedFrame } from './frames.ts';
import type { GroupAudiences } from './group-audiences.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What checks need. */
export interface SessionChecksOptions {
  readonly sessions: SessionRegistry;
  readonly groups: GroupAudiences;
  readonly conversations: Pick<ConversationStore, 'behind' | 'memberships'>;
  readonly apps: Pick<Apps, 'find'>;
  readonly accounts: Pick<Accounts, 'sessionProblem'>;
  readonly devices: Pick<Devices, 'stateOf'>;
  /** Ends a session and tells its device why. */
  readonly end: (session: Session, why: UserNoticeType) => void;
  /** Resolves once everything that this node wants to hear is heard. */
  readonly settle: () => Promise<void>;
  readonly behindMax: number;
  /** Time that never jumps. */
  readonly elapsed: () => number;
  readonly onProblem: (error: unknown) => void;
}

/** How much is looked at: what the device missed, or also whether the session may go on and which groups it gets. */
type Extent = 'news' | 'everything';

/** The store has others to serve; a hundred thousand sessions are looked at one after another. */
const CHECKS_AT_ONCE = 8;

/**
 * Looks into the store for what the bus may have lost: each check brings a session to where it would be if it had just
 * begun. Checks of one session are one while they wait.
 */
export class SessionChecks {
  readonly #options: SessionChecksOptions;
  readonly #waiting = new Map<Session, Extent>();
  #runningCount = 0;
  #isStopped = false;

  constructor(options: SessionChecksOptions) {
    this.#options = options;
  }

  /** Looks for news that the session was not told of. */
  news(session: Session): void {
    this.#add(session, 'news');
  }

  /** Looks at everything, of all sessions. */
  all(): void {
    for (const session of this.#options.sessions.all()) this.everything(session);
  }

  /** Looks at everything. */
  everything(session: Session): void {
    this.#add(session, 'everything');
  }

  /** What waits is not looked at any more. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
  }

  #add(session: Session, extent: Extent): void {
    if (this.#isStopped || session.isEnded) return;
    if (this.#waiting.get(session) !== 'everything') this.#waiting.set(session, extent);
    if (this.#runningCount < CHECKS_AT_ONCE) void this.#work();
  }

  async #work(): Promise<void> {
    this.#runningCount += 1;
    await this.#options.settle();
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      const [session, extent] = next;
      try {
        await this.#check(session, extent);
      } catch (error) {
        this.#options.onProblem(error);
      }
    }
    this.#runningCount -= 1;
  }

  #take(): readonly [Session, Extent] | undefined {
    const [next] = this.#waiting;
    if (next !== undefined) this.#waiting.delete(next[0]);
    return next;
  }

  async #check(session: Session, extent: Extent): Promise<void> {
    const { groups, conversations, behindMax, elapsed } = this.#options;
    const { app, user, deviceSn } = session;
    if (extent === 'everything') {
      if (!(await this.#mayGoOn(session))) return;
      await groups.enter(session, () => conversations.memberships({ user }));
      // Groups that it gets from now on may have had news just before.
      await this.#options.settle();
    }
    const behind = await conversations.behind({ appId: app.appId, user, deviceSn, limit: behindMax });
    if (session.isEnded) return;
    for (const { conversation, end } of behind) session.streams.onMissed(conversation, end, elapsed());
  }

  /** Ends a session that would not begin now. */
  async #mayGoOn(session: Session): Promise<boolean> {
    const { apps, accounts, devices, end } = this.#options;
    const owner = { appId: session.app.appId, userId: session.user };
    const [appProblem, problem, state] = await Promise.all([
      refusalOf(async () => requireServing(await apps.find(owner.appId))),
      accounts.sessionProblem(owner, session),
      devices.stateOf(owner, session),
    ]);
    if (session.isEnded) return false;
    if (appProblem !== undefined) session.end(refusedFrame(appProblem));
    else if (problem !== undefined) end(session, NOTICE_OF[problem]);
    else if (state === 'removed') end(session, UserNoticeType.DEVICE_REMOVED);
    else if (state === 'moved') end(session, UserNoticeType.KICK_BY_SAME_DEVICE);
    return !session.isEnded;
  }
}

const NOTICE_OF = {
  deleted: UserNoticeType.REMOVED,
  banned: UserNoticeType.FROZEN,
  revoked: UserNoticeType.KICKED_BY_OTHER_DEVICE,
  outdated: UserNoticeType.PASSWORD_CHANGED,
} as const satisfies Readonly<Record<SessionProblem, UserNoticeType>>;

/** @throws what is no refusal, such as a store that can't be read */
async function refusalOf(check: () => Promise<void>): Promise<ImError | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    const refusal = ImError.from(error);
    if (refusal.entry.isRetryable) throw error;
    return refusal;
  }
}
