/** How the calls of mini-programs answer. */
export interface MiniCallbacks<Result> {
  success?(result: Result): void;
  fail?(error: { readonly errMsg: string }): void;
}

/** A transfer that can be ended. */
export interface MiniTask {
  abort(): void;
}

/** A socket. Callbacks, not properties; of binary frames `data` is an ArrayBuffer. */
export interface MiniSocketTask {
  onOpen(handler: () => void): void;
  onMessage(handler: (event: { readonly data: unknown }) => void): void;
  onClose(handler: () => void): void;
  onError(handler: () => void): void;
  send(options: { readonly data: ArrayBuffer } & MiniCallbacks<unknown>): void;
  close(options: { readonly code?: number; readonly reason?: string } & MiniCallbacks<unknown>): void;
}

/** Files that mini-programs have beside their storage. */
export interface MiniFileSystem {
  readFile(options: { readonly filePath: string } & MiniCallbacks<{ readonly data: ArrayBuffer | string }>): void;
  writeFile(options: { readonly filePath: string; readonly data: ArrayBuffer } & MiniCallbacks<unknown>): void;
  unlink(options: { readonly filePath: string } & MiniCallbacks<unknown>): void;
}

/** What the SDK uses of `wx` and of `uni`. */
export interface MiniProgramApi {
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
  connectSocket(options: { readonly url: string } & MiniCallbacks<unknown>): MiniSocketTask;
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, value: string): void;
  removeStorageSync(key: string): void;
  getStorageInfoSync(): { readonly keys: readonly string[] };
  uploadFile(
    options: {
      readonly url: string;
      readonly filePath: string;
      readonly name: string;
      readonly header: Readonly<Record<string, string>>;
      readonly formData: Readonly<Record<string, string>>;
    } & MiniCallbacks<{ readonly data: string; readonly statusCode: number }>,
  ): MiniTask & {
    onProgressUpdate?(handler: (progress: { readonly totalBytesSent: number }) => void): void;
  };
  downloadFile(
    options: { readonly url: string; readonly header: Readonly<Record<string, string>> } & MiniCallbacks<{
      readonly tempFilePath: string;
      readonly statusCode: number;
    }>,
  ): MiniTask & {
    onProgressUpdate?(
      handler: (progress: { readonly totalBytesWritten: number; readonly totalBytesExpectedToWrite: number }) => void,
    ): void;
    onHeadersReceived?(handler: (result: { readonly header: Readonly<Record<string, string>> }) => void): void;
  };
  onNetworkStatusChange(handler: (status: { readonly isConnected: boolean }) => void): void;
  offNetworkStatusChange?(handler: (status: { readonly isConnected: boolean }) => void): void;
  onAppShow(handler: () => void): void;
  offAppShow?(handler: () => void): void;
  /** Absent in some targets of uni-app. */
  getFileSystemManager?(): MiniFileSystem;
  /** `USER_DATA_PATH`: where files of the app may be written. */
  readonly env?: { readonly USER_DATA_PATH?: string };
}
