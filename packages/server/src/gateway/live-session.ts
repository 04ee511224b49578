import type { ConversationId, DeviceSn, MessageId, OpenEnum, OsType, UserId } from '@warbler/protocol';
import type { App } from '../apps/index.ts';
import { atTurnEnd } from './at-turn-end.ts';
import type { ClientConnection } from './client-connection.ts';
import { CloseReason } from './connection.ts';
import { DeviceStreams, type StreamActions, type StreamNews } from './device-streams.ts';
import { eagerFrame, noticeFrame } from './frames.ts';
import type { Session } from './session.ts';

/** What a login found out. */
export type SessionFacts = Omit<Session, 'streams' | 'send' | 'isEnded' | 'end'>;

/**
 * The session of a connection, and what it does for its streams. One object without closures: with many who are idle,
 * what each of them keeps is the memory that the server takes.
 */
export class LiveSession implements Session, StreamActions {
  readonly app: App;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
  readonly deviceGuid: string;
  readonly platform: OpenEnum<OsType>;
  readonly deviceInfo: string;
  readonly tokenId: string;
  readonly tokenExpiresAtMs: number;
  readonly tokenVersion: number;
  readonly login: number;
  readonly streams: DeviceStreams;
  readonly #client: ClientConnection;
  #isEnded = false;

  constructor(client: ClientConnection, facts: SessionFacts) {
    this.#client = client;
    this.app = facts.app;
    this.user = facts.user;
    this.deviceSn = facts.deviceSn;
    this.deviceGuid = facts.deviceGuid;
    this.platform = facts.platform;
    this.deviceInfo = facts.deviceInfo;
    this.tokenId = facts.tokenId;
    this.tokenExpiresAtMs = facts.tokenExpiresAtMs;
    this.tokenVersion = facts.tokenVersion;
    this.login = facts.login;
    this.streams = new DeviceStreams(this);
  }

  send(frame: Uint8Array): void {
    this.#client.send(frame);
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  end(lastFrame: Uint8Array): void {
    this.#isEnded = true;
    this.#client.send(lastFrame);
    this.#client.close(CloseReason.ended);
  }

  get isShared(): boolean {
    return this.#client.dependencies.checks !== undefined;
  }

  pushEagerly(conversation: ConversationId, news: readonly StreamNews[], previousMid: MessageId): void {
    this.#client.send(eagerFrame(conversation, news, previousMid));
    this.#client.dependencies.metrics.delivered('eager', news.length);
  }

  atTurnEnd(run: () => void): void {
    atTurnEnd(run);
  }

  notify(conversation: ConversationId): void {
    this.#client.send(noticeFrame(conversation));
    this.#client.dependencies.metrics.delivered('notice', 1);
  }

  lookUp(conversation: ConversationId, before: MessageId, after?: MessageId) {
    const { log, cursors } = this.#client.dependencies;
    const key = { appId: this.app.appId, user: this.user, deviceSn: this.deviceSn, peer: conversation };
    return log.cursorState({ ...key, before, after: after ?? cursors.unsaved(key) });
  }

  onProblem(error: unknown): void {
    this.#client.dependencies.logger.error({ err: error }, 'a device could not be told of news');
  }
}
