/** How the calls of mini-programs answer. */
export interface MiniCallbacks<Result> {
  /** It was done. */
  success?(result: Result): void;
  /** It was not; `errMsg` says why, for people. */
  fail?(error: { readonly errMsg: string }): void;
}

/** A transfer that can be ended. */
export interface MiniTask {
  /** Ends it; `fail` is called. */
  abort(): void;
}

/** A socket. Callbacks, not properties; of binary frames `data` is an ArrayBuffer. */
export interface MiniSocketTask {
  /** The connection is there. */
  onOpen(handler: () => void): void;
  /** A frame came. */
  onMessage(handler: (event: { readonly data: unknown }) => void): void;
  /** The connection is gone. */
  onClose(handler: () => void): void;
  /** The connection could not be made, or broke. */
  onError(handler: () => void): void;
  /** Sends one frame. */
  send(options: { readonly data: ArrayBuffer } & MiniCallbacks<unknown>): void;
  /** Ends the connection. */
  close(options: { readonly code?: number; readonly reason?: string } & MiniCallbacks<unknown>): void;
}

/** Files that mini-programs have beside their storage. */
export interface MiniFileSystem {
  /** Reads a file; as bytes, since no encoding is named. */
  readFile(options: { readonly filePath: string } & MiniCallbacks<{ readonly data: ArrayBuffer | string }>): void;
  /** Writes a file. */
  writeFile(options: { readonly filePath: string; readonly data: ArrayBuffer } & MiniCallbacks<unknown>): void;
  /** Removes a file. */
  unlink(options: { readonly filePath: string } & MiniCallbacks<unknown>): void;
}

/** What the SDK uses of `wx` and of `uni`. */
export interface MiniProgramApi {
  /** Asks by HTTP. */
  request(
    options: {
      readonly url: string;
      readonly method: 'GET' | 'POST' | 'DELETE';
      readonly header: Readonly<Record<string, string>>;
      readonly data?: string;
      /** Anything but `json`: the text as it is. */
      readonly dataType: string;
      readonly timeout?: number;
    } & MiniCallbacks<{ readonly data: unknown; readonly statusCode: number }>,
  ): MiniTask | undefined;
  /** Begins to connect. */
  connectSocket(options: { readonly url: string } & MiniCallbacks<unknown>): MiniSocketTask;
  /** What is kept under a key; `''` when there is nothing. */
  getStorageSync(key: string): unknown;
  /** Keeps a text under a key; throws when there is no room. */
  setStorageSync(key: string, value: string): void;
  /** Keeps nothing under a key any more. */
  removeStorageSync(key: string): void;
  /** All keys. */
  getStorageInfoSync(): { readonly keys: readonly string[] };
  /** Sends a form with one file. */
  uploadFile(
    options: {
      readonly url: string;
      readonly filePath: string;
      readonly name: string;
      readonly header: Readonly<Record<string, string>>;
      readonly formData: Readonly<Record<string, string>>;
    } & MiniCallbacks<{ readonly data: string; readonly statusCode: number }>,
  ): MiniTask & {
    /** Tells how far it is. */
    onProgressUpdate?(handler: (progress: { readonly totalBytesSent: number }) => void): void;
  };
  /** Gets a file into a temporary one. */
  downloadFile(
    options: { readonly url: string; readonly header: Readonly<Record<string, string>> } & MiniCallbacks<{
      readonly tempFilePath: string;
      readonly statusCode: number;
    }>,
  ): MiniTask & {
    /** Tells how far it is. */
    onProgressUpdate?(
      handler: (progress: { readonly totalBytesWritten: number; readonly totalBytesExpectedToWrite: number }) => void,
    ): void;
    /** The headers came, before the bytes. */
    onHeadersReceived?(handler: (result: { readonly header: Readonly<Record<string, string>> }) => void): void;
  };
  /** The network came or went. */
  onNetworkStatusChange(handler: (status: { readonly isConnected: boolean }) => void): void;
  /** Ends what `onNetworkStatusChange` began. */
  offNetworkStatusChange?(handler: (status: { readonly isConnected: boolean }) => void): void;
  /** The user came back to the program. */
  onAppShow(handler: () => void): void;
  /** Ends what `onAppShow` began. */
  offAppShow?(handler: () => void): void;
  /** Absent in some targets of uni-app. */
  getFileSystemManager?(): MiniFileSystem;
  /** `USER_DATA_PATH`: where files of the app may be written. */
  readonly env?: { readonly USER_DATA_PATH?: string };
}
