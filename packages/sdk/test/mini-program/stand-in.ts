import type { MiniCallbacks, MiniProgramApi, MiniSocketTask } from '../../src/mini-program/index.ts';

/** What a mini-program may keep: a key, and all of them. */
const itemMaxBytes = 1_048_576;
const storageMaxBytes = 10 * 1_048_576;
const maxSockets = 5;
const maxTransfers = 10;
const userFolder = 'wxfile://usr';

/** What a device keeps of a mini-program when it ends. */
export interface MiniDevice {
  readonly storage: Map<string, string>;
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
}

/** The globals that mini-programs find their host by: WeChat's, and uni-app's. */
export const hosts = ['wx', 'uni'] as const;

/** One of them. */
export type MiniHost = (typeof hosts)[number];

/** A running mini-program. */
export interface MiniProgram {
  readonly api: MiniProgramApi;
  readonly device: MiniDevice;
  readonly openSockets: number;
  /** The network of the device came or went. */
  setConnected(isConnected: boolean): void;
  /** The user comes back to the program. */
  show(): void;
}

/** A device without anything on it. */
export function newDevice(): MiniDevice {
  return { storage: new Map(), files: new Map() };
}

/**
 * The APIs of a mini-program as `wx` has them, over Node's network: answers come by callbacks and never at once, texts
 * are texts and bytes are ArrayBuffers, storage is for plain values and has its limits, sockets are few. As `uni` it
 * returns tasks only to those who give callbacks; the others get a promise.
 */
export function runMiniProgram(device: MiniDevice = newDevice(), host: MiniHost = 'wx'): MiniProgram {
  const sockets = new Set<WebSocket>();
  const networkHandlers = new Set<(status: { readonly isConnected: boolean }) => void>();
  const showHandlers = new Set<() => void>();
  let transferCount = 0;
  let tempCount = 0;

  const api: MiniProgramApi = {
    request({ url, method, header, data, dataType, ...callbacks }) {
      const abort = new AbortController();
      const run = async () => {
        const body = data === undefined || method === 'GET' ? {} : { body: data };
        const response = await fetch(url, { method, headers: header, signal: abort.signal, ...body });
        const text = await response.text();
        return { statusCode: response.status, data: dataType === 'json' ? parsed(text) : text };
      };
      settle('request', run(), callbacks);
      return { abort: () => abort.abort() };
    },
    connectSocket({ url, ...callbacks }) {
      if (sockets.size >= maxSockets) {
        settle('connectSocket', Promise.reject(new Error('exceed max socket count')), callbacks);
        return deadSocket();
      }
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      sockets.add(socket);
      socket.addEventListener('close', () => sockets.delete(socket));
      settle('connectSocket', Promise.resolve({}), callbacks);
      return socketTask(socket);
    },
    getStorageSync: (key) => {
      const kept = device.storage.get(key);
      return kept === undefined ? '' : JSON.parse(kept);
    },
    setStorageSync(key, value) {
      const kept = JSON.stringify(value);
      const bytes = Buffer.byteLength(kept);
      if (bytes > itemMaxBytes) throw new Error('setStorageSync:fail exceed storage item max length');
      const others = [...device.storage].filter(([name]) => name !== key);
      const used = others.reduce((sum, [, each]) => sum + Buffer.byteLength(each), 0);
      if (used + bytes > storageMaxBytes) throw new Error('setStorageSync:fail exceed storage max size');
      device.storage.set(key, kept);
    },
    removeStorageSync: (key) => void device.storage.delete(key),
    getStorageInfoSync: () => ({ keys: [...device.storage.keys()] }),
    uploadFile({ url, filePath, name, header, formData, ...callbacks }) {
      const abort = new AbortController();
      let onProgress = (_: { readonly totalBytesSent: number }) => undefined as void;
      const run = async () => {
        const file = fileAt(filePath);
        const form = new FormData();
        for (const [field, value] of Object.entries(formData)) form.append(field, value);
        form.append(name, new Blob([file]), filePath.slice(filePath.lastIndexOf('/') + 1));
        const response = await fetch(url, { method: 'POST', headers: header, body: form, signal: abort.signal });
        onProgress({ totalBytesSent: file.length });
        return { data: await response.text(), statusCode: response.status };
      };
      settle('uploadFile', transfer(run), callbacks);
      return {
        abort: () => abort.abort(),
        onProgressUpdate: (handler) => {
          onProgress = handler;
        },
      };
    },
    downloadFile({ url, header, ...callbacks }) {
      const abort = new AbortController();
      let onProgress = (_: { readonly totalBytesWritten: number; readonly totalBytesExpectedToWrite: number }) =>
        undefined as void;
      let onHeaders = (_: { readonly header: Readonly<Record<string, string>> }) => undefined as void;
      const run = async () => {
        const response = await fetch(url, { headers: header, signal: abort.signal });
        onHeaders({ header: Object.fromEntries(response.headers) });
        const bytes = new Uint8Array(await response.arrayBuffer());
        onProgress({ totalBytesWritten: bytes.length, totalBytesExpectedToWrite: bytes.length });
        tempCount += 1;
        const tempFilePath = `wxfile://tmp_${tempCount}`;
        device.files.set(tempFilePath, bytes);
        return { tempFilePath, statusCode: response.status };
      };
      settle('downloadFile', transfer(run), callbacks);
      return {
        abort: () => abort.abort(),
        onProgressUpdate: (handler) => {
          onProgress = handler;
        },
        onHeadersReceived: (handler) => {
          onHeaders = handler;
        },
      };
    },
    onNetworkStatusChange: (handler) => void networkHandlers.add(handler),
    offNetworkStatusChange: (handler) => void networkHandlers.delete(handler),
    onAppShow: (handler) => void showHandlers.add(handler),
    offAppShow: (handler) => void showHandlers.delete(handler),
    getFileSystemManager: () => ({
      readFile({ filePath, ...callbacks }) {
        settle(
          'readFile',
          later(() => ({ data: fileAt(filePath).slice().buffer })),
          callbacks,
        );
      },
      writeFile({ filePath, data, ...callbacks }) {
        const write = () => {
          if (!filePath.startsWith(`${userFolder}/`)) throw new Error('permission denied');
          device.files.set(filePath, new Uint8Array(data).slice());
          return {};
        };
        settle('writeFile', later(write), callbacks);
      },
      unlink({ filePath, ...callbacks }) {
        settle(
          'unlink',
          later(() => fileAt(filePath) && { gone: device.files.delete(filePath) }),
          callbacks,
        );
      },
    }),
    env: { USER_DATA_PATH: userFolder },
  };

  const fileAt = (path: string): Uint8Array<ArrayBuffer> => {
    const file = device.files.get(path);
    if (!file) throw new Error(`no such file ${path}`);
    return file;
  };
  const transfer = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    if (transferCount >= maxTransfers) throw new Error('exceed max task count');
    transferCount += 1;
    try {
      return await run();
    } finally {
      transferCount -= 1;
    }
  };
  return {
    api: host === 'uni' ? withPromises(api) : api,
    device,
    get openSockets() {
      return sockets.size;
    },
    setConnected(isConnected) {
      for (const handler of networkHandlers) handler({ isConnected });
    },
    show() {
      for (const handler of showHandlers) handler();
    },
  };
}

function withPromises(api: MiniProgramApi): MiniProgramApi {
  const promised = <Options extends MiniCallbacks<never>, Task>(call: (options: Options) => Task) => {
    return (options: Options): Task => {
      if (options.success || options.fail) return call(options);
      // Typed as a task, as uni's own types do not tell either.
      return new Promise((success, fail) => call({ ...options, success, fail })) as Task;
    };
  };
  return {
    ...api,
    request: promised(api.request),
    connectSocket: promised(api.connectSocket),
    uploadFile: promised(api.uploadFile),
    downloadFile: promised(api.downloadFile),
  };
}

async function later<Result>(work: () => Result): Promise<Result> {
  return work();
}

function settle<Result>(name: string, work: Promise<Result>, { success, fail }: MiniCallbacks<Result>): void {
  work.then(
    (result) => setImmediate(() => success?.(result)),
    (error: Error) => setImmediate(() => fail?.({ errMsg: `${name}:fail ${error.message}` })),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function socketTask(socket: WebSocket): MiniSocketTask {
  return {
    onOpen: (handler) => socket.addEventListener('open', () => handler()),
    onMessage: (handler) => socket.addEventListener('message', ({ data }) => handler({ data })),
    onClose: (handler) => socket.addEventListener('close', () => handler()),
    onError: (handler) => socket.addEventListener('error', () => handler()),
    send({ data, ...callbacks }) {
      if (!(data instanceof ArrayBuffer) && Object.prototype.toString.call(data) !== '[object ArrayBuffer]') {
        throw new Error('sendSocketMessage takes an ArrayBuffer');
      }
      const isOpen = socket.readyState === WebSocket.OPEN;
      // A copy: what is sent is what it was when it was sent.
      if (isOpen) socket.send(new Uint8Array(new Uint8Array(data)));
      settle('sendSocketMessage', isOpen ? Promise.resolve({}) : Promise.reject(new Error('not open')), callbacks);
    },
    close(callbacks) {
      socket.close();
      settle('closeSocket', Promise.resolve({}), callbacks);
    },
  };
}

function deadSocket(): MiniSocketTask {
  const nothing = () => undefined;
  return { onOpen: nothing, onMessage: nothing, onClose: nothing, onError: nothing, send: nothing, close: nothing };
}
