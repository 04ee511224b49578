import { RosterNoticeType, type UserId, UserNoticeType } from '@warbler/protocol';
import type { SignedOutReason } from '../connection/connection-state.ts';
import type { MetaEvent } from '../sync/meta-event.ts';

/** What a notice asks of the client. */
export type NoticeEffect =
  | { readonly kind: 'signOut'; readonly reason: SignedOutReason }
  | { readonly kind: 'refreshProfiles'; readonly userIds: readonly UserId[] }
  /** Somebody became a friend or is none any more, applied, or answered. */
  | { readonly kind: 'refreshFriends'; readonly userIds: readonly UserId[] }
  | { readonly kind: 'refreshPins' }
  | { readonly kind: 'none' };

const none: NoticeEffect = { kind: 'none' };

/**
 * Reads a notice. One that ends the session counts only while it is of this moment: those of sessions long past may
 * still be in the system conversation.
 */
export function readNotice(event: MetaEvent, isTransient: boolean): NoticeEffect {
  if (event.kind === 'rosterNotice') {
    const { about: userIds, type } = event;
    const isAboutInfo =
      type === RosterNoticeType.INFO_UPDATED || type === RosterNoticeType.MUTED || type === RosterNoticeType.UNMUTED;
    return { kind: isAboutInfo ? 'refreshProfiles' : 'refreshFriends', userIds };
  }
  if (event.kind !== 'userNotice') return none;
  if (event.type === UserNoticeType.INFO_UPDATED && event.content.includes('"pinned_conversations"')) {
    return { kind: 'refreshPins' };
  }
  if (event.type === UserNoticeType.INFO_UPDATED) return { kind: 'refreshProfiles', userIds: [event.from] };
  const reason = isTransient ? reasonOf(event.type) : undefined;
  return reason ? { kind: 'signOut', reason } : none;
}

function reasonOf(type: number): SignedOutReason | undefined {
  switch (type) {
    case UserNoticeType.KICK_BY_SAME_DEVICE:
      return 'sameDevice';
    case UserNoticeType.KICKED_BY_OTHER_DEVICE:
      return 'kicked';
    case UserNoticeType.DEVICE_REMOVED:
      return 'deviceRemoved';
    case UserNoticeType.PASSWORD_CHANGED:
      return 'passwordChanged';
    case UserNoticeType.FROZEN:
      return 'userFrozen';
    case UserNoticeType.REMOVED:
      return 'userRemoved';
    default:
      return undefined;
  }
}
