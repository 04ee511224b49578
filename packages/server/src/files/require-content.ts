import { ImError } from '@warbler/protocol';
import { familyOf } from './content-type.ts';
import { FileKind } from './file-kind.ts';

/**
 * Lets content through that is what its kind announced, whatever its name says.
 *
 * @throws ImError `fileContentInvalid`
 */
export function requireContent(kind: FileKind, contentType: string): void {
  const wanted = wantedOf(kind);
  const family = familyOf(contentType);
  if (wanted === 'any' || wanted === family) return;
  // Browsers record sound into containers of films.
  if (wanted === 'audio' && family === 'video') return;
  throw new ImError('fileContentInvalid', { message: `the content is ${contentType}, which is no ${NOUNS[wanted]}` });
}

const NOUNS = { image: 'picture', audio: 'sound', video: 'video' } as const;

function wantedOf(kind: FileKind): keyof typeof NOUNS | 'any' {
  switch (kind) {
    case FileKind.userAvatar:
    case FileKind.groupAvatar:
    case FileKind.chatImage:
    case FileKind.sharedImage:
      return 'image';
    case FileKind.chatVoiceAmr:
    case FileKind.chatVoiceMp3:
    case FileKind.sharedVoice:
      return 'audio';
    case FileKind.chatVideo:
    case FileKind.sharedVideo:
      return 'video';
    case FileKind.chatFile:
    case FileKind.sharedFile:
      return 'any';
    default:
      return kind satisfies never;
  }
}
