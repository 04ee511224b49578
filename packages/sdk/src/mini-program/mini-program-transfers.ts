import type {
  DownloadEvents,
  DownloadRequest,
  FileSource,
  FileTransfers,
  Running,
  TransferAnswer,
  UploadRequest,
} from '../files/file-transfers.ts';
import type { MiniFileSystem, MiniProgramApi, MiniTask } from './mini-program-api.ts';

/** Moves files of mini-programs: by path, or as bytes where there is a file system. */
export function miniProgramTransfers(api: MiniProgramApi): FileTransfers {
  let count = 0;
  const newPath = () => {
    count += 1;
    return `${api.env?.USER_DATA_PATH ?? ''}/warbler-${Date.now()}-${count}`;
  };
  return {
    upload: (request, sent) => cancellable((tasks) => upload({ api, newPath }, request, sent, tasks)),
    download: (request, events) => cancellable((tasks) => download(api, request, events, tasks)),
    read: (source) => ('path' in source && !api.getFileSystemManager ? undefined : read(api, source)),
  };
}

interface Ports {
  readonly api: MiniProgramApi;
  newPath(): string;
}

/** Work of several steps, each of which may be the one that has to be ended. */
interface Tasks {
  readonly isAborted: boolean;
  use(task: MiniTask | undefined): void;
}

function cancellable<Result>(work: (tasks: Tasks) => Promise<Result>): Running<Result> {
  let isAborted = false;
  let current: MiniTask | undefined;
  const tasks: Tasks = {
    get isAborted() {
      return isAborted;
    },
    use(task) {
      current = task;
      if (isAborted) task?.abort();
    },
  };
  return {
    done: work(tasks),
    abort() {
      isAborted = true;
      current?.abort();
    },
  };
}

async function upload(
  { api, newPath }: Ports,
  { url, fields, headers, source }: UploadRequest,
  sent: (bytes: number) => void,
  tasks: Tasks,
): Promise<TransferAnswer> {
  const own = 'path' in source ? undefined : newPath();
  if (own !== undefined) await writeFile(api, own, await read(api, source));
  const filePath = own ?? ('path' in source ? source.path : '');
  try {
    if (tasks.isAborted) throw new TypeError('aborted');
    return await new Promise((resolve, reject) => {
      const task = api.uploadFile({
        ...{ url, filePath, name: 'file', header: headers, formData: fields },
        success: ({ data, statusCode }) => resolve({ status: statusCode, text: data }),
        fail: ({ errMsg }) => reject(new TypeError(errMsg)),
      });
      task.onProgressUpdate?.(({ totalBytesSent }) => sent(totalBytesSent));
      tasks.use(task);
    });
  } finally {
    if (own !== undefined) fileSystemOf(api).unlink({ filePath: own });
  }
}

/** Comes whole: these APIs hand out no parts. */
async function download(
  api: MiniProgramApi,
  { url }: DownloadRequest,
  events: DownloadEvents,
  tasks: Tasks,
): Promise<void> {
  let contentType = '';
  const { tempFilePath, statusCode } = await new Promise<{ tempFilePath: string; statusCode: number }>(
    (resolve, reject) => {
      const task = api.downloadFile({
        ...{ url, header: {}, success: resolve },
        fail: ({ errMsg }) => reject(new TypeError(errMsg)),
      });
      task.onHeadersReceived?.(({ header }) => {
        contentType = header['Content-Type'] ?? header['content-type'] ?? '';
      });
      task.onProgressUpdate?.(({ totalBytesWritten, totalBytesExpectedToWrite }) =>
        events.progress(totalBytesWritten, totalBytesExpectedToWrite),
      );
      tasks.use(task);
    },
  );
  const bytes = await read(api, { path: tempFilePath });
  if (tasks.isAborted) throw new TypeError('aborted');
  events.started({ status: statusCode, contentType, totalBytes: bytes.length });
  events.bytes(bytes);
}

async function read(api: MiniProgramApi, source: FileSource): Promise<Uint8Array<ArrayBuffer>> {
  if (!('path' in source)) {
    if ('byteLength' in source) return source;
    throw new TypeError('There are no Blobs in mini-programs');
  }
  const { data } = await new Promise<{ data: ArrayBuffer | string }>((resolve, reject) => {
    const fail = ({ errMsg }: { readonly errMsg: string }) => reject(new TypeError(errMsg));
    fileSystemOf(api).readFile({ filePath: source.path, success: resolve, fail });
  });
  if (typeof data === 'string') throw new TypeError('The file was read as a text');
  // Of this realm: see `mini-program-socket.ts`.
  return new Uint8Array(new Uint8Array(data));
}

function writeFile(api: MiniProgramApi, filePath: string, bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = ({ errMsg }: { readonly errMsg: string }) => reject(new TypeError(errMsg));
    fileSystemOf(api).writeFile({ filePath, data: new Uint8Array(bytes).buffer, success: resolve, fail });
  });
}

function fileSystemOf(api: MiniProgramApi): MiniFileSystem {
  const files = api.getFileSystemManager?.();
  if (!files) throw new TypeError('This target has no file system: give files by their paths');
  return files;
}
