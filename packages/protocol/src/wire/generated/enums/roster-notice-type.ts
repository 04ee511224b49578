// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNKNOWN = 0 as const;
export const ADDED = 1 as const;
export const REMOVED = 2 as const;
export const ACCEPTED = 3 as const;
export const DECLINED = 4 as const;
export const BLOCKED = 5 as const;
export const UNBLOCKED = 6 as const;
export const APPLIED = 7 as const;
export const INFO_UPDATED = 8 as const;
export const MUTED = 9 as const;
export const UNMUTED = 10 as const;
