import type { ConversationId, GroupId } from '@warbler/protocol';
import type { LocalMessageId, Message, OutgoingExtras, PictureSize } from '../message.ts';
import type { FileSource } from './file-transfers.ts';

/** A file to be sent, with what is known of it. */
export interface OutgoingFile extends OutgoingExtras, PictureSize {
  /** How it is shown. */
  readonly type: 'image' | 'audio' | 'video' | 'file';
  /** The bytes, or where the platform finds them. */
  readonly source: FileSource;
  /** Default: a `File`'s own name. */
  readonly name?: string;
  /** Of sound and video, in seconds. */
  readonly durationS?: number;
  /** What is said to it. */
  readonly text?: string;
}

/** In which form a file is wanted; the server makes it. */
export type FileForm = 'original' | 'thumbnail' | 'cover' | 'mp3';

/** A form, and for pictures the size that it is to fit. */
export interface FileWish extends PictureSize {
  /** Default `original`; `cover` is a picture of a video, `mp3` is sound. */
  readonly form?: FileForm;
}

/** A file on its way. Immutable: a change makes a new object with the same `id`. */
export interface Transfer {
  /** Of an upload for a message: its `localId`. */
  readonly id: string;
  /** Which way it goes. */
  readonly kind: 'upload' | 'download';
  readonly state: 'waiting' | 'running' | 'paused';
  /** How much of it went. */
  readonly loadedBytes: number;
  /** Absent while it is unknown. */
  readonly totalBytes?: number;
}

/** A file that came. */
export interface DownloadedFile {
  /** The whole file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As the server says it. */
  readonly contentType: string;
}

/** A download under way; `files.pause`, `resume` and `cancel` take its id. */
export interface Download {
  /** The `id` of its transfer. */
  readonly id: string;
  /** @throws ImError `cancelled`, `fileNotFound`, `fileSignInvalid`, `mediaUnreadable`, ... */
  readonly done: Promise<DownloadedFile>;
}

/** The files of a client: sending, getting, pictures of users and groups. */
export interface Files {
  /**
   * Sends a file. The message is shown at once as `sending`; it is sent when its file is uploaded, after a loss of the
   * connection or a reload too. Files up to `keepBytes` survive a reload; a larger one is `failed` with `uploadIncomplete`
   * then. Messages sent later may arrive before it. `client.resend` tries a failed one again.
   * @throws ImError `notLoggedIn`.
   */
  send(conversationId: ConversationId, file: OutgoingFile): Message;
  /** Gives a failed message its file again, after a reload that lost it, and sends it. */
  resendWith(localId: LocalMessageId, source: FileSource): void;
  /** Uploads a file for a conversation without sending anything; the address for a message's `url`. */
  upload(conversationId: ConversationId, file: Pick<OutgoingFile, 'type' | 'source' | 'name'>): Promise<string>;
  /** What is under way, oldest first; the same array as long as nothing changes. Its length is their number. */
  transfers(): readonly Transfer[];
  /** Calls the handler when `transfers` changed; returns what ends it. */
  onChange(handler: () => void): () => void;
  /** Stops a transfer until `resume`. A download goes on where it stopped, an upload begins anew. */
  pause(id: string): void;
  /** Goes on with a paused transfer. */
  resume(id: string): void;
  /** Ends a transfer; the message of an upload is `failed` with `cancelled`. */
  cancel(id: string): void;
  /**
   * The address of a file or an avatar, with what the server wants to see: for `src` attributes. It holds the user's
   * token: not for others. Addresses of other servers stay as they are.
   */
  address(url: string, wish?: FileWish): string;
  /** Gets a file. */
  download(url: string, wish?: FileWish): Download;
  /** Another address of a file for the receivers of another conversation; nothing is uploaded again. */
  readdress(url: string, conversationId: ConversationId): Promise<string>;
  /** Makes a picture the user's own. @throws ImError `fileContentInvalid`, `fileTooLarge`. */
  setAvatar(source: FileSource, name?: string): Promise<void>;
  /** Makes a picture a group's. @throws ImError as for changing a group. */
  setGroupAvatar(groupId: GroupId, source: FileSource, name?: string): Promise<void>;
  /** Uploads a file and shares it in a group. @throws ImError `notGroupMember`, `sharedFileLimit`, ... */
  share(groupId: GroupId, file: Pick<OutgoingFile, 'type' | 'source' | 'name'>): Promise<void>;
  /** Ends what is under way; messages wait for the next run. */
  close(): void;
}
