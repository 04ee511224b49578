import { ImError } from '@warbler/protocol';
import type { FileLimits } from './file-limits.ts';

/** What a file is for. From 100 on the numbers are the contract's `file_type`; all of them are stored. */
export const FileKind = {
  userAvatar: 1,
  groupAvatar: 2,
  chatFile: 100,
  chatVoiceAmr: 101,
  chatImage: 102,
  chatVideo: 103,
  chatVoiceMp3: 104,
  sharedFile: 200,
  sharedVoice: 201,
  sharedImage: 202,
  sharedVideo: 203,
} as const;

/** One of {@link FileKind}. */
export type FileKind = (typeof FileKind)[keyof typeof FileKind];

/** What deployed web clients say, by a slip, for a file that a group shares (rest-api.md section 4.9). */
const SHARED_FILE_SLIP = 99;

const FIRST_OF_CHATS = 100;
const FIRST_SHARED = 200;

const KINDS: ReadonlySet<number> = new Set(Object.values(FileKind));

/** Reads the contract's `file_type`. @throws ImError `fileKindInvalid` */
export function readFileKind(number: number): FileKind {
  if (number === SHARED_FILE_SLIP) return FileKind.sharedFile;
  if (number >= FIRST_OF_CHATS && isFileKind(number)) return number;
  throw new ImError('fileKindInvalid', {
    message: 'invalid request parameter: file_type must be one of 100 to 104 and 200 to 203',
  });
}

/** Whether a number is a kind. */
export function isFileKind(number: number): number is FileKind {
  return KINDS.has(number);
}

/** Whether a file is for all members of a group to find, rather than in a message. */
export function isShared(kind: FileKind): boolean {
  return kind >= FIRST_SHARED;
}

/** Whether a file shows a user or a group. */
export function isAvatar(kind: FileKind): boolean {
  return kind < FIRST_OF_CHATS;
}

/** How many bytes a file of this kind may have. */
export function bytesMaxOf(kind: FileKind, limits: FileLimits): number {
  switch (kind) {
    case FileKind.userAvatar:
    case FileKind.groupAvatar:
      return limits.avatarBytes;
    case FileKind.chatFile:
    case FileKind.sharedFile:
      return limits.chatFileBytes;
    case FileKind.chatImage:
    case FileKind.sharedImage:
      return limits.imageBytes;
    case FileKind.chatVoiceAmr:
    case FileKind.chatVoiceMp3:
    case FileKind.sharedVoice:
      return limits.voiceBytes;
    case FileKind.chatVideo:
    case FileKind.sharedVideo:
      return limits.videoBytes;
    default:
      return kind satisfies never;
  }
}
