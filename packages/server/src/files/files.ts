import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppId, type ConversationId, type GroupId, ImError, isGroupId, type UserId } from '@warbler/protocol';
import type { App, Apps } from '../apps/index.ts';
import type { Awaitable } from '../awaitable.ts';
import type { OnceInCluster } from '../cluster/index.ts';
import type { ProcedureCaller } from '../storage/index.ts';
import { type Download, downloadOf } from './download.ts';
import { readDownloadLink, writeDownloadLink } from './download-link.ts';
import type { FileId, StoredFile } from './file.ts';
import { FileKind, isAvatar, isShared } from './file-kind.ts';
import type { FileLimits } from './file-limits.ts';
import type { FilePorts } from './file-ports.ts';
import { newFileId, readFileSign, readObjectName, writeFileSign } from './file-sign.ts';
import { openFfmpeg } from './media/ffmpeg.ts';
import type { fileProcedures } from './procedures.ts';
import { receiveUpload, type Upload } from './receive-upload.ts';
import type { FileStore } from './store/file-store.ts';
import { startSweep } from './sweep.ts';
import { createUploadSlots } from './upload-slots.ts';
import { writeUploadTicket } from './upload-ticket.ts';
import { createVariants } from './variants.ts';
import { variantOf, type WantedForm } from './wanted-form.ts';

/** How the nodes of a cluster share files. */
export interface FileSharing {
  /** This one's number: its working copies are its own. */
  readonly node: number;
  /** No other node writes to the same store. */
  readonly isAlone: boolean;
  readonly onceInCluster: OnceInCluster;
}

/** What files need. */
export interface FilesOptions {
  readonly storage: ProcedureCaller<typeof fileProcedures>;
  readonly store: FileStore;
  readonly apps: Apps;
  /** Folder of the server; only copies for programs go there. */
  readonly dataDir: string;
  /** The ffmpeg to use, where there is one. */
  readonly ffmpegPath: string;
  /** How the server shares its files with others. */
  readonly sharing: FileSharing;
  readonly limits: FileLimits;
  readonly now: () => number;
  /** Told what went wrong where nobody waits for an answer. */
  readonly onProblem: (error: unknown) => void;
  /** Told what the server cannot do on this machine. */
  readonly onLack: (what: string) => void;
  /** Whether somebody may write to a user or a group. @throws ImError as for a message */
  readonly checkMayWrite: (appId: AppId, sender: UserId, to: ConversationId) => Awaitable<void>;
}

/** Where to upload a file, and what names it once it is there. */
export interface IssuedUpload {
  /** The last part of the upload address. */
  readonly ticket: string;
  readonly file: FileId;
}

/** Whose picture a file will be. */
export interface AvatarOf {
  readonly owner: UserId;
  /** The group; the owner's own picture when absent. */
  readonly group?: GroupId;
}

/** A file that a user wants to send or share. */
export interface ChatUpload {
  readonly owner: UserId;
  readonly kind: FileKind;
  readonly to: ConversationId;
}

/** The files of this server: how they come in, what is made of them, how they go out. */
export interface Files {
  /**
   * Lets a user upload a file for a chat, or one that a group shares.
   *
   * @throws ImError `fileReceiverInvalid` for a shared file that goes to no group; as `checkMayWrite`
   */
  issueForChat(app: App, upload: ChatUpload): Promise<IssuedUpload & { readonly sign: string }>;
  /** Lets somebody upload a picture of themselves or of a group that they may edit. The file is its object name. */
  issueForAvatar(app: App, avatar: AvatarOf): IssuedUpload;
  /** Takes an upload in. @throws ImError as `receive-upload.ts` says */
  receive(ticket: string, upload: Upload): Promise<void>;
  /** A file by its sign. @throws ImError `fileSignInvalid`, `fileNotFound`, and what making the wanted form does */
  openBySign(app: App, sign: string, wanted: WantedForm): Promise<Download>;
  /** An avatar by its object name. @throws ImError `fileNotFound`, and what making the wanted form does */
  openAvatar(app: App, objectName: string, wanted: WantedForm): Promise<Download>;
  /** A file by what {@link Files.linkBySign} gave. @throws ImError `downloadUrlInvalid`, and as {@link Files.openBySign} */
  openByLink(link: string, wanted: WantedForm): Promise<Download>;
  /** What names a file for a while without a token. @throws ImError `fileSignInvalid`, `fileNotFound` */
  linkBySign(app: App, sign: string): Promise<string>;
  /** The same for an avatar. @throws ImError `fileNotFound` */
  linkToAvatar(app: App, objectName: string): Promise<string>;
  /**
   * Sends a file on, without its bytes being copied. Whoever has its sign may.
   *
   * @returns the sign of the new file
   * @throws ImError `fileSignInvalid`, `fileNotFound`; as `checkMayWrite`
   */
  forward(app: App, forward: Omit<ChatUpload, 'kind'> & { readonly sign: string }): Promise<string>;
  /** Forgets what a deleted user brought and nobody else ever got, in steps. */
  erase(user: { readonly appId: AppId; readonly userId: UserId }): Promise<void>;
  /** Removes what uploads left behind; it happens by itself too. */
  sweep(): Promise<void>;
  /** Ends conversions and the sweep. */
  stop(): Promise<void>;
}

/** A few milliseconds of the storage thread. */
const ERASED_AT_ONCE = 100;

/** Opens the files capability. */
export async function createFiles(options: FilesOptions): Promise<Files> {
  const { storage, store, apps, dataDir, limits, now, sharing, onProblem, checkMayWrite } = options;
  const workFolder = join(dataDir, sharing.isAlone ? 'work' : `work-${sharing.node}`);
  await rm(workFolder, { recursive: true, force: true });
  store.check().catch(onProblem);
  const ports: FilePorts = { storage, store, workFolder, limits, now, onProblem };
  const ffmpeg = openFfmpeg(options.ffmpegPath);
  void ffmpeg.isThere().then((isThere) => {
    if (!isThere) options.onLack('there is no ffmpeg: no covers of videos, no conversion of sound');
  });
  const variants = createVariants(ports, ffmpeg);
  const slots = createUploadSlots(limits);
  const sweep = startSweep(ports, sharing);

  const issue = (app: App, { owner, kind, to }: ChatUpload): IssuedUpload => {
    const file = newFileId();
    const expiresAtMs = now() + limits.uploadTicketMs;
    return { file, ticket: writeUploadTicket(app, { file, kind, owner, to, expiresAtMs }) };
  };
  const find = async ({ appId }: App, file: FileId): Promise<StoredFile> => {
    const found = await storage.call('files.find', { appId, file });
    if (found === undefined) throw new ImError('fileNotFound');
    return found;
  };
  const findBySign = (app: App, sign: string) => find(app, readFileSign(app.tokenSecret, sign));
  const findAvatar = async (app: App, objectName: string) => {
    const found = await find(app, readObjectName(objectName));
    // What is in a chat is for those who have its sign.
    if (!isAvatar(found.kind)) throw new ImError('fileNotFound');
    return found;
  };
  const open = async (file: StoredFile, wanted: WantedForm) => {
    const variant = variantOf(file.object, wanted, limits);
    return downloadOf(ports, file, await variants.get(file.appId, file.object, variant));
  };
  const link = (app: App, { id }: StoredFile) => writeDownloadLink(app, id, now() + limits.downloadLinkMs);

  return {
    async issueForChat(app, upload) {
      if (isShared(upload.kind) && !isGroupId(upload.to)) throw new ImError('fileReceiverInvalid');
      await checkMayWrite(app.appId, upload.owner, upload.to);
      const issued = issue(app, upload);
      return { ...issued, sign: writeFileSign(app.tokenSecret, issued.file) };
    },
    issueForAvatar(app, { owner, group }) {
      if (group === undefined) return issue(app, { owner, kind: FileKind.userAvatar, to: owner });
      return issue(app, { owner, kind: FileKind.groupAvatar, to: group });
    },
    receive: (ticket, upload) => receiveUpload({ ...ports, apps, slots }, ticket, upload),
    openBySign: async (app, sign, wanted) => open(await findBySign(app, sign), wanted),
    openAvatar: async (app, objectName, wanted) => open(await findAvatar(app, objectName), wanted),
    async openByLink(text, wanted) {
      const { app, file } = await readDownloadLink(apps, text, now());
      return open(await find(app, file), wanted);
    },
    linkBySign: async (app, sign) => link(app, await findBySign(app, sign)),
    linkToAvatar: async (app, objectName) => link(app, await findAvatar(app, objectName)),
    async forward(app, { owner, to, sign }) {
      const file = readFileSign(app.tokenSecret, sign);
      await checkMayWrite(app.appId, owner, to);
      const id = newFileId();
      await storage.call('files.forward', { appId: app.appId, file, id, owner, to, nowMs: now() });
      return writeFileSign(app.tokenSecret, id);
    },
    async erase({ appId, userId: owner }) {
      while (!(await storage.call('files.erase', { appId, owner, to: owner, limit: ERASED_AT_ONCE })));
    },
    sweep: () => sweep.run(),
    async stop() {
      ffmpeg.stop();
      await sweep.stop();
    },
  };
}
