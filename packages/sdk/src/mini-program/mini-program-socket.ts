import type { WebSocketLike } from '../platform/platform.ts';
import type { MiniProgramApi, MiniSocketTask } from './mini-program-api.ts';

/** A socket task of a mini-program, seen as a `WebSocket`. */
export class MiniProgramSocket implements WebSocketLike {
  binaryType = 'arraybuffer';
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;
  readonly #task: MiniSocketTask;
  #isClosed = false;

  constructor(api: MiniProgramApi, url: string) {
    // Refused at once when the app has too many sockets.
    this.#task = api.connectSocket({ url, fail: () => this.#end() });
    this.#task.onOpen(() => this.#tell(this.onopen, {}));
    this.#task.onMessage(({ data }) => this.#tell(this.onmessage, { data: ownBuffer(data) }));
    this.#task.onClose(() => this.#end());
    this.#task.onError(() => this.#end());
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    // A copy, for the bytes may be a part of a larger buffer.
    this.#task.send({ data: new Uint8Array(bytes).buffer, fail: () => this.#end() });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#task.close({ code: 1000 });
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#task.close({});
    this.#tell(this.onclose, {});
  }

  #tell(handler: ((event: never) => void) | null, event: object): void {
    // Handlers of `WebSocket` take events of many kinds; ours read no more than what is here.
    handler?.(event as never);
  }
}

/** The host may run in another realm, whose buffers are not instances of ours. */
function ownBuffer(data: unknown): unknown {
  if (typeof data === 'string') return data;
  return new Uint8Array(new Uint8Array(data as ArrayBuffer)).buffer;
}
