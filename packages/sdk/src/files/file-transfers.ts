/** The bytes of a file, as the platform has them. */
export type FileSource =
  | Blob
  | Uint8Array<ArrayBuffer>
  /** A file that the platform reads itself, as mini-programs do. */
  | { readonly path: string; readonly sizeBytes?: number };

/** A form with one file. */
export interface UploadRequest {
  readonly url: string;
  /** Fields before the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly source: FileSource;
  /** The name of the file in the form. */
  readonly name: string;
}

/** What the other side answered. */
export interface TransferAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** The body. */
  readonly text: string;
}

/** A file to get, from a byte on. */
export interface DownloadRequest {
  readonly url: string;
  /** How many bytes are here already; 0 for all. */
  readonly fromByte: number;
  /** The file is still the one whose part is here: what `etag` said. */
  readonly etag?: string;
}

/** What a download tells before its bytes. */
export interface DownloadStart {
  /** The HTTP status: 206 for a rest, 200 for the whole. */
  readonly status: number;
  /** Of the whole file, where it is told. */
  readonly totalBytes?: number;
  /** As the server says it. */
  readonly contentType: string;
  /** Names this version of the file, for a later `etag` of a request. */
  readonly etag?: string;
}

/** What a download hands on. */
export interface DownloadEvents {
  /** Comes first; for a status above 299 the bytes are a refusal's. */
  started(start: DownloadStart): void;
  /** The next bytes, in order. */
  bytes(chunk: Uint8Array<ArrayBuffer>): void;
  /** How many bytes of this request came, where they are handed on at the end only. */
  progress(loadedBytes: number, totalBytes: number): void;
}

/** A transfer under way. */
export interface Running<Result> {
  /** Rejects when the network fails and after `abort`. */
  readonly done: Promise<Result>;
  /** Ends it; `done` rejects. */
  abort(): void;
}

/** How a platform moves files; `test/platform-contract.ts` is its contract. */
export interface FileTransfers {
  /** `sent` is told how many bytes of the file went out. */
  upload(request: UploadRequest, sent: (bytes: number) => void): Running<TransferAnswer>;
  /** Gets a file and hands its bytes on as they come. */
  download(request: DownloadRequest, events: DownloadEvents): Running<void>;
  /** The bytes of a file, to keep them until it is uploaded; undefined where the platform cannot. */
  read(source: FileSource): Promise<Uint8Array<ArrayBuffer>> | undefined;
}

/** How large a file is, where that is known. */
export function sizeOf(source: FileSource): number | undefined {
  if ('path' in source) return source.sizeBytes;
  return 'size' in source ? source.size : source.byteLength;
}
