import {
  BodyType,
  Command,
  type ConversationId,
  encodeFrameOf,
  encodeMessageBody,
  encodeMeta,
  encodeProvision,
  encodeSyncFrame,
  encodeUnreadDL,
  MetaNamespace,
  readFrame,
  StatusCode,
} from '@warbler/protocol';
import type { Platform, WebSocketLike } from '../../src/index.ts';
import { largeAccount } from './large-account.ts';

const status = { code: StatusCode.OK, reason: '' };

/** A server in memory that lets a device in and pushes messages to it, as many as it is told to. */
export class LoadServer {
  #socket: WebSocketLike | undefined;
  /** Above those of every server before. */
  #lastMid = Date.now();

  /** The network that leads to it. */
  readonly platform: Pick<Platform, 'fetch' | 'openWebSocket'> = {
    fetch: async (url) => Response.json({ code: 200, data: answerOf(new URL(url).pathname) }),
    openWebSocket: () => this.#open(),
  };

  /** Pushes one new message of a conversation; returns its id. */
  push(id: ConversationId, text: string): number {
    this.#lastMid += 1;
    const payload = encodeMessageBody({ type: BodyType.CHAT, content: text });
    const meta = {
      ...{ id: this.#lastMid, from: { uid: id, deviceSN: 1 }, to: { uid: largeAccount.userId, deviceSN: 0 } },
      ...{ timestamp: Date.now(), ns: MetaNamespace.MESSAGE, payload },
    };
    this.#deliver(
      encodeSyncFrame({
        ...{ status, xid: { uid: id }, nextKey: this.#lastMid, prevMid: 1, isEagerSync: true },
        metas: [encodeMeta(meta)],
      }),
    );
    return this.#lastMid;
  }

  #open(): WebSocketLike {
    const socket: WebSocketLike = {
      ...{ binaryType: '', onopen: null, onmessage: null, onclose: null, onerror: null },
      send: (bytes) => {
        const { command } = readFrame(new Uint8Array(bytes));
        if (command === Command.PROVISION) {
          const xid = { uid: largeAccount.userId, deviceSN: 1 };
          queueMicrotask(() => this.#deliver(encodeFrameOf(Command.PROVISION, encodeProvision({ status, xid }))));
        }
        if (command === Command.UNREAD) {
          const unread = encodeUnreadDL({ status, unread: [] });
          queueMicrotask(() => this.#deliver(encodeFrameOf(Command.UNREAD, unread)));
        }
      },
      close: () => undefined,
    };
    this.#socket = socket;
    queueMicrotask(() => socket.onopen?.({} as never));
    return socket;
  }

  #deliver(bytes: Uint8Array): void {
    this.#socket?.onmessage?.({ data: new Uint8Array(bytes).buffer } as never);
  }
}

function answerOf(path: string): unknown {
  const endpoint = [{ protocol: 'http', host: 'load' }];
  if (path === '/v2/app_dns') {
    return { dns_list: [{ group_level: 0, clusters: [{ ratel: endpoint, ws: endpoint, rtc: endpoint }] }] };
  }
  if (path === '/user/profile') return { user_id: largeAccount.userId, username: 'me', nick_name: 'Me' };
  return [];
}
