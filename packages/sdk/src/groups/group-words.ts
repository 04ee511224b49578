import type { ApplyApproval, GroupMuteMode, GroupType } from './group.ts';

/** Kinds of groups, at the places of their numbers (rest-api.md §5, GroupInfoRequest). */
export const groupTypes = ['private', 'public', 'chatroom', 'temporary'] as const satisfies readonly GroupType[];

/** What happens to applications, at the places of their numbers (rest-api.md §5, `apply_approval`). */
export const approvals = ['acceptAll', 'adminDecides', 'rejectAll'] as const satisfies readonly ApplyApproval[];

/** Mute modes, at the places of their numbers (rest-api.md §5, `msg_mute_mode`). */
export const muteModes = ['normal', 'silent', 'blocked'] as const satisfies readonly GroupMuteMode[];
