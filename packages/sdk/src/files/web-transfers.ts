import type {
  DownloadEvents,
  DownloadRequest,
  FileSource,
  FileTransfers,
  Running,
  TransferAnswer,
  UploadRequest,
} from './file-transfers.ts';

/** Pieces that an upload is sent in where its progress is known by what was taken. */
const pieceBytes = 65_536;

/** Moves files in browsers, their workers, and Node. */
export function createWebTransfers(): FileTransfers {
  return {
    upload: typeof XMLHttpRequest === 'undefined' ? uploadByStream : uploadByXhr,
    download,
    async read(source) {
      if (source instanceof Uint8Array) return source;
      return 'path' in source ? new Uint8Array() : new Uint8Array(await source.arrayBuffer());
    },
  };
}

function uploadByXhr(request: UploadRequest, sent: (bytes: number) => void): Running<TransferAnswer> {
  const xhr = new XMLHttpRequest();
  const done = new Promise<TransferAnswer>((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(request.fields)) form.append(name, value);
    form.append('file', blobOf(request.source), request.name);
    xhr.open('POST', request.url);
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = ({ loaded, total }) => sent(scaled(loaded, total, request.source));
    xhr.onload = () => resolve({ status: xhr.status, text: xhr.responseText });
    xhr.onerror = () => reject(new TypeError('The upload failed'));
    xhr.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    xhr.send(form);
  });
  return { done, abort: () => xhr.abort() };
}

/** The form is a little larger than the file. */
function scaled(loaded: number, total: number, source: FileSource): number {
  const size = blobOf(source).size;
  return total === 0 ? 0 : Math.floor((loaded / total) * size);
}

/** `fetch` tells no progress: the body is a stream that counts what is taken of it. */
function uploadByStream(request: UploadRequest, sent: (bytes: number) => void): Running<TransferAnswer> {
  const abort = new AbortController();
  const boundary = `warbler-${Math.random().toString(36).slice(2)}`;
  const run = async () => {
    const parts = formParts(request, boundary);
    const response = await fetch(request.url, {
      method: 'POST',
      headers: { ...request.headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: streamOf(parts, sent),
      signal: abort.signal,
      // Node wants to be told that the answer comes after the whole body.
      ...{ duplex: 'half' },
    });
    return { status: response.status, text: await response.text() };
  };
  return { done: run(), abort: () => abort.abort() };
}

interface FormParts {
  readonly head: Uint8Array<ArrayBuffer>;
  readonly file: Blob;
  readonly tail: Uint8Array<ArrayBuffer>;
}

function formParts({ fields, name, source }: UploadRequest, boundary: string): FormParts {
  const text = (value: string) => new TextEncoder().encode(value);
  const quoted = (value: string) => value.replace(/["\r\n]/g, (found) => encodeURIComponent(found));
  const heads = Object.entries(fields).map(
    ([field, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(field)}"\r\n\r\n${value}\r\n`,
  );
  const fileHead =
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted(name)}"\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n';
  return { head: text(heads.join('') + fileHead), file: blobOf(source), tail: text(`\r\n--${boundary}--\r\n`) };
}

function streamOf({ head, file, tail }: FormParts, sent: (bytes: number) => void): ReadableStream<Uint8Array> {
  let at = -1;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at < 0) {
        at = 0;
        return controller.enqueue(head);
      }
      sent(Math.min(at, file.size));
      if (at >= file.size) {
        controller.enqueue(tail);
        return controller.close();
      }
      const piece = file.slice(at, at + pieceBytes);
      at += piece.size;
      controller.enqueue(new Uint8Array(await piece.arrayBuffer()));
    },
  });
}

function download({ url, fromByte, etag }: DownloadRequest, events: DownloadEvents): Running<void> {
  const abort = new AbortController();
  const run = async () => {
    const range = fromByte > 0 ? { range: `bytes=${fromByte}-`, ...(etag ? { 'if-range': etag } : {}) } : {};
    const response = await fetch(url, { headers: range, signal: abort.signal });
    const { status, headers } = response;
    const restBytes = Number(headers.get('content-length') ?? Number.NaN);
    const tag = headers.get('etag');
    events.started({
      status,
      contentType: headers.get('content-type') ?? '',
      ...(Number.isFinite(restBytes) ? { totalBytes: restBytes + (status === 206 ? fromByte : 0) } : {}),
      ...(tag === null ? {} : { etag: tag }),
    });
    const reader = response.body?.getReader();
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
      events.bytes(piece.value);
    }
  };
  return { done: run(), abort: () => abort.abort() };
}

function blobOf(source: FileSource): Blob {
  if (source instanceof Blob) return source;
  if (source instanceof Uint8Array) return new Blob([source]);
  throw new TypeError('Files with a path are for platforms that read them themselves');
}
