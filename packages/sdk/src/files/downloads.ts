import { ImError } from '@warbler/protocol';
import type { DownloadStart, FileTransfers, Running } from './file-transfers.ts';
import type { Download, DownloadedFile } from './files-api.ts';
import type { TransferList } from './transfer-list.ts';
import { checkAnswer } from './upload-file.ts';

interface Job {
  readonly url: string;
  chunks: Uint8Array<ArrayBuffer>[];
  loadedBytes: number;
  start: DownloadStart | undefined;
  running: Running<void> | undefined;
  settle: { resolve(file: DownloadedFile): void; reject(error: ImError): void };
}

/** Gets files, with what came so far kept over a pause. */
export class Downloads {
  readonly #transfers: FileTransfers;
  readonly #list: TransferList;
  readonly #jobs = new Map<string, Job>();
  #count = 0;

  constructor(transfers: FileTransfers, list: TransferList) {
    this.#transfers = transfers;
    this.#list = list;
  }

  start(url: string): Download {
    this.#count += 1;
    const id = `download${this.#count}`;
    const done = new Promise<DownloadedFile>((resolve, reject) => {
      const job = {
        url,
        chunks: [],
        loadedBytes: 0,
        start: undefined,
        running: undefined,
        settle: { resolve, reject },
      };
      this.#jobs.set(id, job);
    });
    // Whoever starts a download may cancel it without looking at what becomes of it.
    done.catch(() => undefined);
    this.#list.put({ id, kind: 'download', state: 'running', loadedBytes: 0 });
    this.#run(id);
    return { id, done };
  }

  pause(id: string): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    const { running } = job;
    job.running = undefined;
    running?.abort();
    this.#list.change(id, { state: 'paused' });
  }

  resume(id: string): void {
    const job = this.#jobs.get(id);
    if (!job || job.running) return;
    this.#list.change(id, { state: 'running' });
    this.#run(id);
  }

  cancel(id: string): void {
    const running = this.#jobs.get(id)?.running;
    this.#end(id)?.reject(new ImError('cancelled'));
    running?.abort();
  }

  close(): void {
    for (const id of [...this.#jobs.keys()]) this.cancel(id);
  }

  #run(id: string): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    const { url, loadedBytes: fromByte } = job;
    const etag = job.start?.etag;
    const running = this.#transfers.download(
      { url, fromByte, ...(etag === undefined ? {} : { etag }) },
      {
        started: (start) => {
          if (job.running === running) this.#started(id, job, start, fromByte);
        },
        bytes: (chunk) => {
          if (job.running === running) this.#took(id, job, chunk);
        },
      },
    );
    job.running = running;
    running.done.then(
      () => {
        if (job.running === running) this.#done(id, job);
      },
      (cause: unknown) => {
        if (job.running === running) this.#end(id)?.reject(new ImError('serverUnreachable', { cause }));
      },
    );
  }

  #started(id: string, job: Job, start: DownloadStart, fromByte: number): void {
    // The whole file comes again when it is another one, and a refusal has bytes of its own.
    if (fromByte > 0 && start.status !== 206) {
      job.chunks = [];
      job.loadedBytes = 0;
    }
    job.start = start;
    const { totalBytes } = start;
    this.#list.change(id, { loadedBytes: job.loadedBytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
  }

  #took(id: string, job: Job, chunk: Uint8Array<ArrayBuffer>): void {
    job.chunks.push(chunk);
    job.loadedBytes += chunk.length;
    this.#list.change(id, { loadedBytes: job.loadedBytes });
  }

  #done(id: string, job: Job): void {
    const { chunks, loadedBytes, start } = job;
    const settle = this.#end(id);
    if (!settle || !start) return;
    const bytes = new Uint8Array(loadedBytes);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    try {
      checkAnswer(start.status, start.status < 300 ? '' : String.fromCharCode(...bytes.subarray(0, 4_096)));
      settle.resolve({ bytes, contentType: start.contentType });
    } catch (error) {
      settle.reject(ImError.from(error));
    }
  }

  #end(id: string): Job['settle'] | undefined {
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    this.#list.remove(id);
    return job?.settle;
  }
}
