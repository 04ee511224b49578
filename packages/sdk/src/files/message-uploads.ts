import { type ConversationId, ImError, isGroupId } from '@warbler/protocol';
import type { LocalMessageId, Message } from '../message.ts';
import type { AccountSeam, ClientSeam } from '../seam.ts';
import { FileClaims } from './file-claims.ts';
import { type FileSource, type FileTransfers, type Running, sizeOf } from './file-transfers.ts';
import type { OutgoingFile } from './files-api.ts';
import { KeptFiles } from './kept-files.ts';
import type { TransferList } from './transfer-list.ts';
import { uploadFile } from './upload-file.ts';

/** What uploads of messages need. */
export interface MessageUploadsOptions {
  readonly seam: ClientSeam;
  readonly transfers: FileTransfers;
  readonly list: TransferList;
  readonly keepBytes: number;
  isOnline(): boolean;
}

/** Files that are uploaded at once. */
const maxRunning = 3;
/** Failures of the network in a row, online, after which a message is `failed`. */
const maxFailures = 5;
const retryMs = 2_000;
/** All kept files together. */
const maxKeptBytes = 32 * 1024 * 1024;

interface Job {
  readonly message: Message;
  source: FileSource | undefined;
  running: Running<string> | undefined;
  isPaused: boolean;
  failures: number;
}

/** Uploads the files of messages, one after the other, until each is sent or failed. */
export class MessageUploads {
  readonly #options: MessageUploadsOptions;
  readonly #jobs = new Map<string, Job>();
  /** Files of failed messages, for those who try again. */
  readonly #sources = new Map<string, FileSource>();
  /** Messages of which the account is being told what became of their files. */
  readonly #settling = new Set<string>();
  #account: AccountSeam | undefined;
  #claims: FileClaims | undefined;

  constructor(options: MessageUploadsOptions) {
    this.#options = options;
  }

  /** Somebody signed in: what waits from earlier runs goes on. */
  open(): void {
    this.close();
    const account = this.#options.seam.account();
    if (!account) return;
    this.#account = account;
    this.#claims = new FileClaims(account, {
      granted: (id) => this.#granted(id),
      lost: (id) => this.#lost(id),
    });
    this.look();
    this.#tidy(account).catch(account.problem);
  }

  close(): void {
    for (const [id, job] of this.#jobs) {
      job.running?.abort();
      this.#options.list.remove(id);
    }
    this.#jobs.clear();
    this.#settling.clear();
    this.#claims?.close();
    this.#account = undefined;
  }

  /** Follows which messages wait for their files: they are sent again, cancelled, or come from other tabs. */
  look(): void {
    const held = this.#account?.held() ?? [];
    const ids = new Set<string>(held.map(({ localId }) => localId));
    for (const [id, job] of this.#jobs) if (!ids.has(id)) this.#end(id, job);
    for (const message of held) {
      const { localId } = message;
      if (!this.#jobs.has(localId) && !this.#settling.has(localId)) this.#add(message, this.#sources.get(localId));
    }
  }

  /** @throws ImError `notLoggedIn`. */
  send(conversationId: ConversationId, { source, name: given, ...file }: OutgoingFile): Message {
    const account = this.#account;
    if (!account) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    const sizeBytes = sizeOf(source);
    const name = given ?? nameOf(source);
    const content = { ...file, url: '', name, ...(sizeBytes === undefined ? {} : { sizeBytes }) };
    const message = account.hold(conversationId, content);
    this.#add(message, source);
    // Without its bytes the message is `failed` after a reload; now it goes on.
    this.#keep(account, message, source).catch(account.problem);
    return message;
  }

  /** Remembers a file for a message that failed without it. */
  supply(localId: LocalMessageId, source: FileSource): void {
    this.#sources.set(localId, source);
    this.#claims?.take(localId);
  }

  pause(id: string): boolean {
    const job = this.#jobs.get(id);
    if (!job || !this.#options.list.find(id)) return false;
    job.isPaused = true;
    job.running?.abort();
    this.#options.list.change(id, { state: 'paused', loadedBytes: 0 });
    return true;
  }

  resume(id: string): boolean {
    const job = this.#jobs.get(id);
    if (!job) return false;
    job.isPaused = false;
    this.#options.list.change(id, { state: 'waiting' });
    this.startAll();
    return true;
  }

  cancel(id: string): boolean {
    const job = this.#jobs.get(id);
    if (job) this.#fail(id, job, new ImError('cancelled'));
    return job !== undefined;
  }

  /** Starts what may run now. */
  startAll(): void {
    for (const [id, job] of this.#jobs) {
      const runningCount = [...this.#jobs.values()].filter(({ running }) => running).length;
      if (runningCount >= maxRunning || !this.#options.isOnline()) return;
      if (!job.running && !job.isPaused && this.#claims?.isMine(id)) this.#start(id, job);
    }
  }

  #add(message: Message, source: FileSource | undefined): void {
    const { localId } = message;
    const job: Job = { message, source, running: undefined, isPaused: false, failures: 0 };
    this.#jobs.set(localId, job);
    if (source) this.#claims?.take(localId);
    else this.#claims?.want(localId);
    if (source || this.#claims?.isMine(localId)) this.#list(job);
    this.startAll();
  }

  #list({ message, source }: Job): void {
    const totalBytes = source && sizeOf(source);
    const size = totalBytes === undefined ? {} : { totalBytes };
    this.#options.list.put({ id: message.localId, kind: 'upload', state: 'waiting', loadedBytes: 0, ...size });
  }

  #granted(id: string): void {
    const job = this.#jobs.get(id);
    if (job && !this.#options.list.find(id)) this.#list(job);
    this.startAll();
  }

  #lost(id: string): void {
    const job = this.#jobs.get(id);
    const running = job?.running;
    if (job) job.running = undefined;
    running?.abort();
    this.#options.list.remove(id);
  }

  #start(id: string, job: Job): void {
    const account = this.#account;
    if (!account) return;
    const { list } = this.#options;
    list.change(id, { state: 'running' });
    let upload: Running<string> | undefined;
    let isAborted = false;
    const running: Running<string> = {
      done: this.#sourceOf(account, id, job).then((source) => {
        if (isAborted) throw new ImError('cancelled');
        upload = this.#upload(account, job.message, source);
        return upload.done;
      }),
      abort() {
        isAborted = true;
        upload?.abort();
      },
    };
    job.running = running;
    running.done
      .then(
        (url) => this.#done(account, id, job, url),
        (error: unknown) => {
          if (job.running === running) this.#failed(id, job, ImError.from(error));
        },
      )
      .finally(() => {
        if (job.running === running) job.running = undefined;
        this.startAll();
      });
  }

  async #sourceOf(account: AccountSeam, id: string, job: Job): Promise<FileSource> {
    job.source ??= await new KeptFiles(account.kept('files')).get(id);
    if (!job.source) throw new ImError('uploadIncomplete', { message: 'The file was not kept over the reload' });
    return job.source;
  }

  #upload(account: AccountSeam, { conversationId, content, localId }: Message, source: FileSource): Running<string> {
    const { seam, transfers, list } = this.#options;
    const name = ('name' in content && content.name) || 'file';
    const ticket = {
      path: '/file/upload/chat',
      query: {
        file_type: fileTypeOf(content.type, name),
        to_id: conversationId,
        to_type: isGroupId(conversationId) ? 2 : 1,
      },
    };
    const sent = (loadedBytes: number) => list.change(localId, { loadedBytes });
    return uploadFile({ account, appId: seam.appId, transfers }, { ticket, source, name }, sent);
  }

  #done(account: AccountSeam, id: string, job: Job, url: string): void {
    if (this.#jobs.get(id) !== job) return;
    this.#drop(id);
    const { content, localId } = job.message;
    if (!('url' in content)) return;
    this.#settle(account, id, async () => {
      await account.release(localId, { ...content, url });
      this.#sources.delete(id);
      this.#claims?.letGo(id);
      await new KeptFiles(account.kept('files')).remove(id);
    });
  }

  #failed(id: string, job: Job, error: ImError): void {
    if (this.#jobs.get(id) !== job || job.isPaused) return;
    job.running = undefined;
    const isNetwork = error.code === 'serverUnreachable' || error.code === 'timedOut';
    const mayPass = isNetwork || error.code === 'uploadLimit' || error.code === 'rateLimited';
    // Away from the network everything waits; what fails with it is tried a few times.
    if (mayPass && this.#options.isOnline()) job.failures += 1;
    if (!mayPass || job.failures >= maxFailures) return this.#fail(id, job, error);
    job.isPaused = true;
    this.#options.list.change(id, { state: 'waiting', loadedBytes: 0 });
    this.#options.seam.platform.clock.after(retryMs * 2 ** job.failures, () => {
      if (this.#options.list.find(id)?.state === 'waiting') this.resume(id);
    });
  }

  #fail(id: string, job: Job, { code, message }: ImError): void {
    this.#end(id, job);
    const account = this.#account;
    if (account) this.#settle(account, id, () => account.failHeld(job.message.localId, { code, message }));
  }

  /** Nothing is uploaded any more; the file is there for those who try again. */
  #end(id: string, job: Job): void {
    this.#drop(id);
    job.running?.abort();
    if (job.source) this.#sources.set(id, job.source);
    else this.#claims?.letGo(id);
  }

  #drop(id: string): void {
    this.#jobs.delete(id);
    this.#options.list.remove(id);
  }

  /** Until the account knows what became of a file, its message still waits. One that cannot be told waits on. */
  #settle(account: AccountSeam, id: string, tell: () => Promise<void>): void {
    this.#settling.add(id);
    tell().then(() => {
      this.#settling.delete(id);
      this.look();
    }, account.problem);
  }

  async #keep(account: AccountSeam, { localId }: Message, source: FileSource): Promise<void> {
    const { transfers, keepBytes } = this.#options;
    const size = sizeOf(source);
    const kept = new KeptFiles(account.kept('files'));
    if (size === undefined || size > keepBytes || size + (await kept.all()).bytes > maxKeptBytes) return;
    const bytes = await transfers.read(source);
    if (bytes && bytes.length === size && this.#jobs.has(localId)) await kept.put(localId, bytes);
  }

  /** Files whose messages are gone need not be kept. */
  async #tidy(account: AccountSeam): Promise<void> {
    const kept = new KeptFiles(account.kept('files'));
    const { ids } = await kept.all();
    for (const id of ids) if (!(await account.keepsFileOf(id))) await kept.remove(id);
  }
}

/** rest-api.md §4.9; `shared` adds 100. */
export function fileTypeOf(type: string, name: string): number {
  if (type === 'audio') return /\.amr$/i.test(name) ? 101 : 104;
  return type === 'image' ? 102 : type === 'video' ? 103 : 100;
}

/** A `File`'s own name. */
export function nameOf(source: FileSource): string {
  if ('path' in source) return source.path.slice(source.path.lastIndexOf('/') + 1) || 'file';
  return 'name' in source && typeof source.name === 'string' ? source.name : 'file';
}
