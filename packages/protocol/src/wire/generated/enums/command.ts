// Generated from proto/xsync.proto by packages/protocol/scripts/generate-codec.ts. Do not edit.

export const UNREAD = 0 as const;
export const SYNC = 1 as const;
export const NOTICE = 2 as const;
export const PROVISION = 3 as const;
